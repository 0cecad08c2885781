package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.exchange.Attempt;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.protocol.a2a.A2aCall;
import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import dev.agentgateway.dataplane.telemetry.runs.RunIndex.Place;
import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Encodes spans of calls of agent protocols. Confined to one event loop. */
final class CallEncoder {
  private final SpanWriter writer;

  CallEncoder(SpanWriter writer) {
    this.writer = writer;
  }

  void encode(
      Exchange exchange,
      AgentCall call,
      OpenSpan span,
      @Nullable String traceState,
      long endEpochNanos) {
    writer.begin(
        switch (call.side()) {
          case SERVER -> SpanWriter.KIND_SERVER;
          case CLIENT -> SpanWriter.KIND_CLIENT;
        },
        span.context(),
        span.parentSpanId(),
        span.isParentRemote(),
        traceState,
        call.startEpochNanos(),
        endEpochNanos);
    switch (call) {
      case LlmCall llm -> LlmSpan.write(writer, llm);
      case McpCall mcp -> McpSpan.write(writer, mcp);
      case A2aCall a2a -> A2aSpan.write(writer, a2a);
      default -> writer.name(CallNames.of(call));
    }
    TraceParent link = span.link();
    if (link != null) {
      writer.link(link);
    }
    Place place = span.place();
    if (place != null) {
      run(place);
    }
    switch (call.side()) {
      case SERVER -> client(exchange.source());
      case CLIENT -> server(call, call.attempt());
    }
    outcome(call);
  }

  private void run(Place place) {
    writer.text(SessionAttributes.ID, place.run().sessionId());
    writer.text(GatewayAttributes.RUN_JOIN_REASON, place.reason().label());
    TraceParent previous = place.previous();
    if (previous != null) {
      writer.link(previous, place.reason());
    }
  }

  private void client(InetSocketAddress source) {
    writer.text(NetworkAttributes.CLIENT_ADDRESS, source.getAddress().getHostAddress());
    writer.number(NetworkAttributes.CLIENT_PORT, source.getPort());
  }

  private void server(AgentCall call, @Nullable Attempt attempt) {
    String address = attempt == null ? "" : attempt.endpoint().getHostString();
    int port = attempt == null ? 0 : attempt.endpoint().getPort();
    if (call instanceof LlmCall llm && !llm.serverAddress().isEmpty()) {
      address = llm.serverAddress();
      port = llm.serverPort();
    }
    writer.text(NetworkAttributes.SERVER_ADDRESS, address);
    if (port > 0) {
      writer.number(NetworkAttributes.SERVER_PORT, port);
    }
    if (attempt != null) {
      writer.text(GatewayAttributes.BACKEND, attempt.backend());
    }
  }

  private void outcome(AgentCall call) {
    String errorType = call.errorType();
    if (errorType == null) {
      return;
    }
    writer.text(HttpAttributes.ERROR_TYPE, errorType);
    // A client may leave whenever it likes.
    if (!errorType.equals(RequestFailure.CLIENT_DISCONNECTED.errorType())) {
      writer.error(call.errorMessage());
    }
  }
}
