package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.config.McpConfig.Target;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcAnswers;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonText;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import dev.agentgateway.dataplane.protocol.mcp.McpMethods;
import dev.agentgateway.dataplane.protocol.mcp.McpVersions;
import dev.agentgateway.dataplane.protocol.mcp.McpVersions.Era;
import dev.agentgateway.dataplane.protocol.mcp.ServerMerge;
import dev.agentgateway.dataplane.protocol.mcp.TargetSession;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A session of one request with one target, where clients have none: begun before the request is
 * sent and ended once it was answered. A target that gives no session id has none to end.
 */
final class OwnSession {
  private static final String NEWEST = "2025-11-25";
  private static final byte[] INITIALIZED =
      JsonRpcAnswers.notification(McpMethods.INITIALIZED, null);

  private final McpRequest request;
  private final Target target;
  private final @Nullable McpCall call;

  /**
   * @param call what the session is for; its attempts are told as part of it
   */
  OwnSession(McpRequest request, Target target, @Nullable McpCall call) {
    this.request = request;
    this.target = target;
    this.call = call;
  }

  /** Whether a call needs one. */
  static boolean isNeeded(McpRequest request, @Nullable McpCall call) {
    return request.config().stateless()
        && request.era() == Era.LEGACY
        && (call == null || !call.method().equals(McpMethods.INITIALIZE));
  }

  /** Begins it. */
  void begin(Consumer<TargetSession> begun, Consumer<TargetCall> failed) {
    String asked = request.context().request().headers().get(McpHeaders.VERSION);
    String version = asked == null || !McpVersions.KNOWN.contains(asked) ? NEWEST : asked;
    String params =
        "{\"protocolVersion\":"
            + JsonText.quote(version)
            + ",\"capabilities\":{},\"clientInfo\":{\"name\":\"agentgateway\",\"version\":\"1\"}}";
    Gather gather = new Gather(request, calls -> initialized(calls.getFirst(), begun, failed));
    send(
        gather,
        null,
        JsonRpcAnswers.request("\"gateway-initialize\"", McpMethods.INITIALIZE, params));
  }

  /** Ends it. */
  void end(TargetSession session, Runnable ended) {
    Gather gather = new Gather(request, _ -> ended.run());
    TargetCall step = step(gather, session);
    step.head().setMethod("DELETE");
    gather.add(step);
    gather.start(List.of(new byte[0]));
  }

  /** Ends sessions that initialize began at targets and no client will ever use. */
  static void endAll(McpRequest request, List<TargetCall> begun, Runnable ended) {
    Gather gather = new Gather(request, _ -> ended.run());
    List<byte[]> bodies = new ArrayList<>();
    for (TargetCall call : begun) {
      TargetSession session =
          new TargetSession(call.target().name(), call.sessionId(), "", call.pin());
      TargetCall step = new TargetCall(request, call.target(), gather).stepOf(null, session);
      step.head().setMethod("DELETE");
      gather.add(step);
      bodies.add(new byte[0]);
    }
    gather.start(bodies);
  }

  private void initialized(
      TargetCall step, Consumer<TargetSession> begun, Consumer<TargetCall> failed) {
    JsonRpcMessage answer = step.answer();
    JsonValue result = answer == null ? null : answer.result();
    if (result == null) {
      failed.accept(step);
      return;
    }
    TargetSession session =
        new TargetSession(
            target.name(), step.sessionId(), ServerMerge.versionOf(result), step.pin());
    send(new Gather(request, _ -> begun.accept(session)), session, INITIALIZED);
  }

  private void send(Gather gather, @Nullable TargetSession session, byte[] body) {
    gather.add(step(gather, session));
    gather.start(List.of(body));
  }

  private TargetCall step(Gather gather, @Nullable TargetSession session) {
    return new TargetCall(request, target, gather).stepOf(call, session);
  }
}
