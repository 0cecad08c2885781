package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.config.McpConfig.FailureMode;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcAnswers;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import dev.agentgateway.dataplane.protocol.mcp.ListMerge;
import dev.agentgateway.dataplane.protocol.mcp.McpParams;
import dev.agentgateway.dataplane.protocol.mcp.McpRefusal;
import dev.agentgateway.dataplane.protocol.mcp.McpVersions;
import dev.agentgateway.dataplane.protocol.mcp.SealedSession;
import dev.agentgateway.dataplane.protocol.mcp.SealingKeys;
import dev.agentgateway.dataplane.protocol.mcp.ServerMerge;
import dev.agentgateway.dataplane.protocol.mcp.TargetSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes one answer of the answers of several targets, as the failure mode says. */
final class McpMerging {
  private static final ServerMerge SERVER = new ServerMerge("agentgateway", version());

  private final McpRequest request;

  McpMerging(McpRequest request) {
    this.request = request;
  }

  /** Answers a request with a result. */
  void result(JsonRpcMessage message, String json) {
    JsonValue id = message.id();
    if (id != null) {
      request.response().end(200, JsonRpcAnswers.result(id, json));
    }
  }

  /** Answers initialize: a session of the targets that answered. */
  void initialized(JsonRpcMessage message, List<TargetCall> calls) {
    List<TargetCall> begun =
        calls.stream().filter(call -> isGood(call) && !call.sessionId().isEmpty()).toList();
    if (!isOpen() && !begun.isEmpty() && !calls.stream().allMatch(McpMerging::isGood)) {
      // Nobody would ever end these.
      OwnSession.endAll(request, begun, () -> good(message, calls, false));
      return;
    }
    List<TargetCall> good = good(message, calls, false);
    if (good.isEmpty()) {
      return;
    }
    List<ServerMerge.Result> results = results(good);
    Optional<String> merged = SERVER.initialize(results);
    SealingKeys keys = request.keys();
    if (merged.isPresent() && request.config().stateless()) {
      result(message, merged.get());
      return;
    }
    if (merged.isEmpty() || keys == null) {
      String why = keys == null ? "no keys to seal sessions" : "no target said a version";
      refuse(message, new McpRefusal(500, JsonRpcAnswers.INTERNAL_ERROR, why));
      return;
    }
    List<TargetSession> sessions = new ArrayList<>();
    for (int i = 0; i < good.size(); i++) {
      TargetCall call = good.get(i);
      sessions.add(
          new TargetSession(
              call.target().name(),
              call.sessionId(),
              ServerMerge.versionOf(results.get(i).value()),
              call.pin()));
    }
    String lowest =
        McpVersions.lowest(sessions.stream().map(TargetSession::protocolVersion).toList())
            .orElse("");
    String sealed = keys.seal(new SealedSession(lowest, sessions), request.binding());
    request.calls().sessionBegan(sealed, keys);
    request.response().fields().add(McpHeaders.SESSION, sealed);
    result(message, merged.get());
  }

  /** Answers server/discover. */
  void discovered(JsonRpcMessage message, McpParams params, List<TargetCall> calls) {
    List<TargetCall> good = good(message, calls, false);
    if (good.isEmpty()) {
      return;
    }
    List<ServerMerge.Result> results = results(good);
    Optional<String> merged = SERVER.discover(results);
    if (merged.isPresent()) {
      result(message, merged.get());
      return;
    }
    String requested = params.metaVersion();
    refuse(
        message,
        new McpRefusal(
            400,
            McpVersions.UNSUPPORTED_VERSION,
            "Unsupported protocol version",
            McpVersions.errorData(ServerMerge.union(results), requested == null ? "" : requested)));
  }

  /** Answers a list. A target that does not know the method has nothing to list. */
  void listed(JsonRpcMessage message, List<TargetCall> calls) {
    List<TargetCall> good = good(message, calls, true);
    if (!good.isEmpty()) {
      result(message, new ListMerge(request.names(), message.method()).merge(results(good)));
    }
  }

  /** Answers what every target has to be told. */
  void acknowledged(JsonRpcMessage message, List<TargetCall> calls) {
    if (!good(message, calls, true).isEmpty()) {
      result(message, "{}");
    }
  }

  /** Answers a subscription whose streams have all ended: as the first target did that could. */
  void unsubscribed(JsonRpcMessage message, List<TargetCall> calls) {
    for (TargetCall call : calls) {
      JsonRpcMessage answer = call.answer();
      if (answer != null && answer.result() != null) {
        request.response().end(200, answer.value().toBytes());
        return;
      }
    }
    if (request.response().isStreaming()) {
      request.response().endStream();
    } else {
      refuse(message, refusal(calls.getFirst()));
    }
  }

  /** Answers a notification. */
  void accepted(List<TargetCall> calls) {
    TargetCall failed = null;
    int good = 0;
    for (TargetCall call : calls) {
      if (call.failure() == null && call.status() >= 200 && call.status() < 300) {
        good++;
      } else if (failed == null) {
        failed = call;
      }
    }
    if (failed == null || (good > 0 && isOpen())) {
      request.response().end(202);
    } else {
      refuse(null, refusal(failed));
    }
  }

  /** Answers the end of a session. Where no target lets clients end sessions, nor does this. */
  void sessionEnded(List<TargetCall> calls) {
    if (!calls.isEmpty() && calls.stream().allMatch(call -> call.status() == 405)) {
      request.refuseMethod("GET, POST");
    } else {
      request.response().end(200);
    }
  }

  /**
   * The calls that were answered with a result; none where the client was answered with an error.
   *
   * @param optional whether a target may not know the method
   */
  private List<TargetCall> good(JsonRpcMessage message, List<TargetCall> calls, boolean optional) {
    List<TargetCall> good = new ArrayList<>();
    TargetCall failed = null;
    TargetCall unknown = null;
    for (TargetCall call : calls) {
      JsonRpcMessage answer = call.answer();
      if (isGood(call)) {
        good.add(call);
      } else if (optional
          && answer != null
          && answer.errorCode() == JsonRpcAnswers.METHOD_NOT_FOUND) {
        unknown = unknown == null ? call : unknown;
      } else {
        failed = failed == null ? call : failed;
      }
    }
    if (failed != null && (good.isEmpty() || !isOpen())) {
      refuse(message, refusal(failed));
      return List.of();
    }
    if (good.isEmpty()) {
      refuse(
          message,
          unknown == null
              ? new McpRefusal(404, JsonRpcAnswers.INTERNAL_ERROR, "no target")
              : refusal(unknown));
    }
    return good;
  }

  private static List<ServerMerge.Result> results(List<TargetCall> calls) {
    List<ServerMerge.Result> results = new ArrayList<>(calls.size());
    for (TargetCall call : calls) {
      JsonRpcMessage answer = call.answer();
      JsonValue result = answer == null ? null : answer.result();
      if (result != null) {
        results.add(new ServerMerge.Result(call.target().name(), result));
      }
    }
    return results;
  }

  /** What a target's failure is to the client. */
  private McpRefusal refusal(TargetCall call) {
    JsonRpcMessage answer = call.answer();
    if (answer != null && answer.error() != null) {
      JsonValue error = answer.error();
      JsonValue data = error == null ? null : error.member("data");
      return new McpRefusal(
          call.status(),
          answer.errorCode(),
          answer.errorMessage(),
          data == null ? null : data.raw());
    }
    RequestFailure failure = call.failure();
    String target = "target " + call.target().name() + ": ";
    if (failure != null) {
      return new McpRefusal(
          failure.status(), JsonRpcAnswers.INTERNAL_ERROR, target + failure.errorType());
    }
    boolean clients = call.status() >= 400 && call.status() < 500;
    return new McpRefusal(
        clients ? call.status() : 502, JsonRpcAnswers.INTERNAL_ERROR, target + problem(call));
  }

  private static String problem(TargetCall call) {
    if (call.isTooLarge()) {
      return "answer too large";
    }
    return call.status() == 200 ? "no answer" : "status " + call.status();
  }

  private void refuse(@Nullable JsonRpcMessage message, McpRefusal refusal) {
    request.refuse(message == null ? null : message.id(), refusal);
  }

  private boolean isOpen() {
    return request.config().failureMode() == FailureMode.FAIL_OPEN;
  }

  private static String version() {
    String version = McpMerging.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  private static boolean isGood(TargetCall call) {
    JsonRpcMessage answer = call.answer();
    return answer != null && answer.result() != null;
  }
}
