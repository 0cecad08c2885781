package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;

/** Encodes spans of calls of agent protocols. Confined to one event loop. */
final class CallEncoder {
  private final SpanWriter writer;

  CallEncoder(SpanWriter writer) {
    this.writer = writer;
  }

  void encode(AgentCall call, OpenSpan span, String traceState, long endEpochNanos) {
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
    writer.name("call");
    TraceParent link = span.link();
    if (link != null) {
      writer.link(link);
    }
    String errorType = call.errorType();
    if (errorType != null) {
      writer.text(HttpAttributes.ERROR_TYPE, errorType);
      writer.error(call.errorMessage());
    }
  }
}
