package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.config.McpConfig.Target;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcAnswers;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcRewriter;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonText;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import dev.agentgateway.dataplane.protocol.mcp.McpFields;
import dev.agentgateway.dataplane.protocol.mcp.McpMethods;
import dev.agentgateway.dataplane.protocol.mcp.McpNames.Named;
import dev.agentgateway.dataplane.protocol.mcp.McpParams;
import dev.agentgateway.dataplane.protocol.mcp.McpRefusal;
import dev.agentgateway.dataplane.protocol.mcp.McpVersions.Era;
import dev.agentgateway.dataplane.protocol.mcp.MergedCursor;
import dev.agentgateway.dataplane.protocol.mcp.SealedSession;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Decides which targets a message of the client goes to, and what it says there. */
final class McpRouting {
  private final McpRequest request;
  private final McpMerging merging;

  McpRouting(McpRequest request) {
    this.request = request;
    this.merging = new McpMerging(request);
  }

  /** The targets that the client's session has a part in; without session all. */
  static List<Target> participants(McpRequest request) {
    SealedSession session = request.session();
    List<Target> all = request.config().targets();
    return session == null
        ? all
        : all.stream().filter(target -> session.target(target.name()) != null).toList();
  }

  /** A request or notification of the client. */
  void call(JsonRpcMessage message, McpParams params) {
    if (request.era() == Era.MODERN && McpMethods.isLegacyOnly(message.method())) {
      unknownMethod(message);
    } else if (message.isRequest()) {
      request(message, params);
    } else {
      notification(message, params);
    }
  }

  /** The client answers a server's request. */
  void answer(JsonRpcMessage message) {
    JsonValue id = message.id();
    Named asked = id == null ? null : request.names().serverIdOf(id);
    Target target = asked == null ? null : find(asked.target());
    if (asked == null || target == null || request.config().stateless()) {
      request.refuse(400, "Invalid Request: no server asked this");
      return;
    }
    byte[] body = new JsonRpcRewriter(message).id(asked.name()).toBytes();
    new TargetCall(request, target, new Relay(request)).start(body);
  }

  /** The client ends its session. */
  void endSession() {
    Gather gather = new Gather(request, merging::sessionEnded);
    List<byte[]> bodies = new ArrayList<>();
    for (Target target : participants(request)) {
      gather.add(new TargetCall(request, target, gather));
      bodies.add(new byte[0]);
    }
    gather.start(bodies);
  }

  private void request(JsonRpcMessage message, McpParams params) {
    switch (message.method()) {
      case McpMethods.INITIALIZE ->
          all(message, calls -> merging.initialized(message, calls), (_, _) -> {});
      case McpMethods.DISCOVER ->
          all(message, calls -> merging.discovered(message, params, calls), (_, _) -> {});
      case McpMethods.PING -> merging.result(message, "{}");
      case McpMethods.SET_LEVEL ->
          all(message, calls -> merging.acknowledged(message, calls), (_, _) -> {});
      case McpMethods.TOOLS_CALL -> named(message, params.name(), McpMethods.TOOLS_LIST);
      case McpMethods.PROMPTS_GET -> named(message, params.name(), McpMethods.PROMPTS_LIST);
      case McpMethods.RESOURCES_READ,
          McpMethods.RESOURCES_SUBSCRIBE,
          McpMethods.RESOURCES_UNSUBSCRIBE ->
          resource(message, params.uri());
      case McpMethods.COMPLETE -> complete(message, params);
      case McpMethods.LISTEN -> Subscription.open(request, message);
      default -> {
        if (McpMethods.isList(message.method())) {
          list(message, params);
        } else if (McpMethods.isOfTask(message.method())) {
          task(message, params.taskId());
        } else {
          unknownMethod(message);
        }
      }
    }
  }

  private void notification(JsonRpcMessage message, McpParams params) {
    if (request.config().stateless() && request.era() == Era.LEGACY) {
      // Every request is a session of its own: there is nobody to tell.
      request.response().end(202);
      return;
    }
    JsonValue token = params.progressToken();
    if (message.method().equals(McpMethods.PROGRESS) && token != null) {
      Named asked = request.names().serverIdOf(token);
      Target target = asked == null ? null : find(asked.target());
      if (asked != null && target != null) {
        relay(target, message, rewriter -> rewriter.replace(token, asked.name()), null);
        return;
      }
    }
    all(message, merging::accepted, (_, _) -> {});
  }

  private void list(JsonRpcMessage message, McpParams params) {
    JsonValue cursor = params.cursor();
    String text = cursor == null ? null : cursor.text();
    if (cursor == null || text == null) {
      all(message, calls -> merging.listed(message, calls), (_, _) -> {});
      return;
    }
    MergedCursor merged = MergedCursor.decode(text);
    List<Target> targets =
        merged == null
            ? List.of()
            : participants(request).stream()
                .filter(target -> merged.cursors().containsKey(target.name()))
                .toList();
    if (merged == null || targets.isEmpty()) {
      invalid(message, "Invalid cursor");
      return;
    }
    several(
        targets,
        message,
        calls -> merging.listed(message, calls),
        (target, rewriter) -> {
          String own = merged.cursors().get(target.name());
          rewriter.replace(cursor, JsonText.quote(own == null ? "" : own));
        });
  }

  private void named(JsonRpcMessage message, @Nullable JsonValue name, String listMethod) {
    String text = name == null ? null : name.text();
    one(message, name, text, text == null ? null : request.names().nameOf(text), listMethod);
  }

  private void resource(JsonRpcMessage message, @Nullable JsonValue uri) {
    String text = uri == null ? null : uri.text();
    one(
        message,
        uri,
        text,
        text == null ? null : request.names().uriOf(text),
        McpMethods.RESOURCES_LIST);
  }

  private void task(JsonRpcMessage message, @Nullable JsonValue id) {
    String text = id == null ? null : id.text();
    one(
        message,
        id,
        text,
        text == null ? null : request.names().taskIdOf(text),
        McpMethods.TASKS_LIST);
  }

  private void complete(JsonRpcMessage message, McpParams params) {
    JsonValue ref = params.ref();
    JsonValue name = ref == null ? null : ref.member("name");
    if (name != null) {
      named(message, name, McpMethods.PROMPTS_LIST);
    } else {
      resource(message, ref == null ? null : ref.member("uri"));
    }
  }

  /** Goes to the target whose it is, under its name there. */
  private void one(
      JsonRpcMessage message,
      @Nullable JsonValue part,
      @Nullable String text,
      @Nullable Named named,
      String listMethod) {
    if (part == null || text == null) {
      invalid(message, "Invalid params");
    } else if (named == null && !request.names().isPrefixed()) {
      NameSearch.run(
          request, message, listMethod, text, target -> found(message, part, text, target));
    } else {
      found(
          message,
          part,
          named == null ? text : named.name(),
          named == null ? null : named.target());
    }
  }

  private void found(
      JsonRpcMessage message, JsonValue part, String name, @Nullable String targetName) {
    Target target = targetName == null ? null : find(targetName);
    if (target == null) {
      invalid(message, "Unknown name: " + part.text());
    } else {
      relay(target, message, rewriter -> rewriter.replace(part, JsonText.quote(name)), name);
    }
  }

  private void relay(
      Target target,
      JsonRpcMessage message,
      Consumer<JsonRpcRewriter> edit,
      @Nullable String name) {
    McpCall server = request.calls().server();
    if (server != null) {
      server.setTarget(target.name());
    }
    McpCall call = request.calls().client(target.name());
    if (call != null && name != null) {
      call.rename(name);
    }
    JsonRpcRewriter rewriter = new JsonRpcRewriter(message);
    edit.accept(rewriter);
    request.calls().propagate(call, rewriter);
    TargetCall upstream = new TargetCall(request, target, new Relay(request)).carrying(call);
    if (name != null && upstream.head().headers().contains(McpHeaders.NAME)) {
      upstream.head().headers().set(McpHeaders.NAME, McpFields.encode(name));
    }
    upstream.start(rewriter.toBytes());
  }

  private void all(
      JsonRpcMessage message,
      Consumer<List<TargetCall>> finish,
      BiConsumer<Target, JsonRpcRewriter> edit) {
    several(participants(request), message, finish, edit);
  }

  private void several(
      List<Target> targets,
      JsonRpcMessage message,
      Consumer<List<TargetCall>> finish,
      BiConsumer<Target, JsonRpcRewriter> edit) {
    Gather gather = new Gather(request, finish);
    List<byte[]> bodies = new ArrayList<>(targets.size());
    for (Target target : targets) {
      McpCall call = request.calls().client(target.name());
      JsonRpcRewriter rewriter = new JsonRpcRewriter(message);
      edit.accept(target, rewriter);
      request.calls().propagate(call, rewriter);
      gather.add(new TargetCall(request, target, gather).carrying(call));
      bodies.add(rewriter.toBytes());
    }
    gather.start(bodies);
  }

  /** The target of the client's session with this name; null: none. */
  @Nullable Target find(String name) {
    for (Target target : participants(request)) {
      if (target.name().equals(name)) {
        return target;
      }
    }
    return null;
  }

  private void invalid(JsonRpcMessage message, String why) {
    request.refuse(
        message.id(),
        new McpRefusal(
            request.era() == Era.MODERN ? 400 : 200, JsonRpcAnswers.INVALID_PARAMS, why));
  }

  private void unknownMethod(JsonRpcMessage message) {
    request.refuse(
        message.id(),
        new McpRefusal(
            request.era() == Era.MODERN ? 404 : 200,
            JsonRpcAnswers.METHOD_NOT_FOUND,
            "Method not found"));
  }
}
