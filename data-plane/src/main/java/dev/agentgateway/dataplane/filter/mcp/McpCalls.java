package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.exchange.AgentCall.Side;
import dev.agentgateway.dataplane.exchange.Contents;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.MessageContext;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.RequestTelemetry;
import dev.agentgateway.dataplane.filter.FilterContext;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcRewriter;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonText;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import dev.agentgateway.dataplane.protocol.mcp.McpMethods;
import dev.agentgateway.dataplane.protocol.mcp.McpParams;
import dev.agentgateway.dataplane.protocol.mcp.McpRefusal;
import dev.agentgateway.dataplane.protocol.mcp.SealingKeys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations of one request, told to telemetry as they begin and end. */
final class McpCalls {
  private final FilterContext context;
  private final RequestTelemetry telemetry;
  private final Contents contents;
  // Calls of the client first, those that are part of them after them.
  private final List<McpCall> open = new ArrayList<>(2);

  McpCalls(FilterContext context) {
    this.context = context;
    this.telemetry = context.port().telemetry();
    this.contents = telemetry.contents(context.exchange());
  }

  /** The client asks for an operation. */
  void begin(
      McpRequest request, JsonRpcMessage message, McpParams params, @Nullable String version) {
    McpCall call = McpCall.of(Side.SERVER, null, message, params);
    call.setProtocolVersion(version == null ? "" : version);
    String sessionId = request.sessionId();
    if (sessionId != null) {
      SealingKeys keys = request.keys();
      call.setSession(sessionId, keys == null ? Sealing.UNSHARED : keys);
    }
    call.setWanted(contents.toolArguments(), contents.toolResult());
    call.request(params);
    open.add(call);
    String parent = params.traceparent();
    String state = params.tracestate();
    telemetry.callStarted(
        context.exchange(),
        call,
        parent == null ? null : new MessageContext(parent, state == null ? "" : state));
  }

  /** The operation that the client asked for; null where its message asks for none. */
  @Nullable McpCall server() {
    return open.isEmpty() ? null : open.getFirst();
  }

  /** The client's operation goes to a target. */
  @Nullable McpCall client(String target) {
    McpCall server = server();
    return server == null ? null : client(server, target);
  }

  /** Each of the client's operations goes to the same target. */
  List<McpCall> clients(String target) {
    return List.copyOf(open).stream().map(server -> client(server, target)).toList();
  }

  /** The gateway asks a target something of its own to serve the client. */
  McpCall inner(String target, String method) {
    McpCall call = new McpCall(Side.CLIENT, server(), method);
    call.setTarget(target);
    begin(call);
    return call;
  }

  /** Writes the context that telemetry wants into the message of a call. */
  void propagate(@Nullable McpCall call, JsonRpcRewriter message) {
    MessageContext sent = call == null ? null : telemetry.propagated(context.exchange(), call);
    if (sent != null) {
      message.meta("traceparent", JsonText.quote(sent.traceParent()));
      if (!sent.traceState().isEmpty()) {
        message.meta("tracestate", JsonText.quote(sent.traceState()));
      }
    }
  }

  /** A session began for the client. */
  void sessionBegan(String id, @Nullable SealingKeys keys) {
    for (McpCall call : open) {
      call.setSession(id, keys == null ? Sealing.UNSHARED : keys);
    }
  }

  /** A call was answered, or failed. One that begins a session is told of once that is known. */
  void answered(McpCall call) {
    if (call.method().equals(McpMethods.INITIALIZE)) {
      Exchange exchange = context.exchange();
      call.setEndEpochNanos(exchange.startEpochNanos() + System.nanoTime() - exchange.startNanos());
    } else if (open.remove(call)) {
      telemetry.callEnded(context.exchange(), call);
    }
  }

  /** The gateway refuses what the client asked for. */
  void refused(McpRefusal refusal) {
    McpCall server = server();
    if (server != null) {
      server.failWith(refusal.code(), refusal.message());
    }
  }

  /** Ends what is open, inner calls first. */
  void endAll(@Nullable RequestFailure failure) {
    for (int i = open.size() - 1; i >= 0; i--) {
      McpCall call = open.remove(i);
      if (failure != null && call.endEpochNanos() == 0) {
        call.fail(failure.errorType(), "");
      }
      telemetry.callEnded(context.exchange(), call);
    }
  }

  private McpCall client(McpCall server, String target) {
    McpCall call = server.to(target);
    begin(call);
    return call;
  }

  private void begin(McpCall call) {
    open.add(call);
    telemetry.callStarted(context.exchange(), call, null);
  }
}
