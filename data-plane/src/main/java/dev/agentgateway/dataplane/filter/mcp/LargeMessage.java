package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.config.McpConfig.Target;
import dev.agentgateway.dataplane.exchange.Framing;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestReceiver;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcRewriter;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonText;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import dev.agentgateway.dataplane.protocol.mcp.McpFields;
import dev.agentgateway.dataplane.protocol.mcp.McpMethods;
import dev.agentgateway.dataplane.protocol.mcp.McpNames.Named;
import dev.agentgateway.dataplane.protocol.mcp.McpParams;
import dev.agentgateway.dataplane.protocol.mcp.McpVersions.Era;
import dev.agentgateway.dataplane.protocol.mcp.ModernRequests;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * A message that is larger than the bound. Its beginning is read, what follows passes as it comes.
 * To one target the whole message goes as it is; of several the one is chosen that its beginning
 * names, and only the name or id that says so is changed. Where the beginning names none, the
 * message is refused.
 */
final class LargeMessage {
  private final McpRequest request;
  private final byte[] bytes;
  private final int length;

  /**
   * @param length how many of the bytes have come
   */
  LargeMessage(McpRequest request, byte[] bytes, int length) {
    this.request = request;
    this.bytes = bytes;
    this.length = length;
  }

  /**
   * Sends what has come.
   *
   * @param message what its beginning tells; null: nothing
   * @return takes the rest; null: it cannot be sent
   */
  @Nullable RequestReceiver send(@Nullable JsonRpcMessage message) {
    if (request.isVerbatim()) {
      return pass(message);
    }
    if (message == null || (request.config().stateless() && request.era() == Era.LEGACY)) {
      return null;
    }
    return message.isAnswer() ? answer(message) : call(message, McpParams.of(message));
  }

  private @Nullable RequestReceiver pass(@Nullable JsonRpcMessage message) {
    if (message != null && !message.isAnswer()) {
      begin(message, McpParams.of(message));
    }
    String target = request.config().targets().getFirst().name();
    McpCall server = request.calls().server();
    if (server != null) {
      server.setTarget(target);
    }
    Passage passage = new Passage(request, request.calls().clients(target));
    RequestReceiver upstream = passage.open(request.context().framing());
    if (upstream != null) {
      upstream.requestData(Unpooled.wrappedBuffer(bytes, 0, length), length);
    }
    return upstream;
  }

  /** The client answers a server's request. */
  private @Nullable RequestReceiver answer(JsonRpcMessage message) {
    JsonValue id = message.id();
    Named asked = id == null ? null : request.names().serverIdOf(id);
    Target target = asked == null ? null : new McpRouting(request).find(asked.target());
    return id == null || asked == null || target == null
        ? null
        : send(new TargetCall(request, target, new Relay(request)), message, id, asked.name());
  }

  private @Nullable RequestReceiver call(JsonRpcMessage message, McpParams params) {
    JsonValue part = ModernRequests.named(message.method(), params);
    String text = part == null ? null : part.text();
    if (part == null || text == null) {
      return null;
    }
    boolean resource = message.method().equals(McpMethods.RESOURCES_READ);
    Named named = resource ? request.names().uriOf(text) : request.names().nameOf(text);
    Target target = named == null ? null : new McpRouting(request).find(named.target());
    if (named == null
        || target == null
        || (request.era() == Era.MODERN && differs(message, text))) {
      return null;
    }
    begin(message, params);
    McpCall server = request.calls().server();
    if (server != null) {
      server.setTarget(target.name());
    }
    McpCall call = request.calls().client(target.name());
    if (call != null) {
      call.rename(named.name());
    }
    TargetCall upstream = new TargetCall(request, target, new Relay(request)).carrying(call);
    if (upstream.head().headers().contains(McpHeaders.NAME)) {
      upstream.head().headers().set(McpHeaders.NAME, McpFields.encode(named.name()));
    }
    return send(upstream, message, part, JsonText.quote(named.name()));
  }

  private @Nullable RequestReceiver send(
      TargetCall upstream, JsonRpcMessage message, JsonValue part, String json) {
    byte[] changed = new JsonRpcRewriter(message).replace(part, json).toBytes();
    long framing = request.context().framing();
    // White space before the message is left out.
    long whole = framing < 0 ? Framing.CHUNKED : framing - length + changed.length;
    RequestReceiver to = upstream.open(whole);
    if (to != null) {
      to.requestData(Unpooled.wrappedBuffer(changed), changed.length);
    }
    return to;
  }

  private void begin(JsonRpcMessage message, McpParams params) {
    String told = params.metaVersion();
    String version = request.context().request().headers().get(McpHeaders.VERSION);
    request.calls().begin(request, message, params, told == null ? version : told);
  }

  /** The fields say something else than the body, as far as that is known. */
  private boolean differs(JsonRpcMessage message, String name) {
    Headers fields = request.context().request().headers();
    String method = fields.get(McpHeaders.METHOD);
    String named = fields.get(McpHeaders.NAME);
    return method == null
        || named == null
        || !message.method().equals(McpFields.decode(method))
        || !name.equals(McpFields.decode(named));
  }
}
