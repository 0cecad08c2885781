package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.config.McpConfig;
import dev.agentgateway.dataplane.config.McpConfig.PrefixMode;
import dev.agentgateway.dataplane.config.McpConfig.Target;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.RequestReceiver;
import dev.agentgateway.dataplane.exchange.ResponseReceiver;
import dev.agentgateway.dataplane.filter.ContentDecoder;
import dev.agentgateway.dataplane.filter.FilterContext;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcAnswers;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcBody;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcReader;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import dev.agentgateway.dataplane.protocol.mcp.McpMethods;
import dev.agentgateway.dataplane.protocol.mcp.McpNames;
import dev.agentgateway.dataplane.protocol.mcp.McpParams;
import dev.agentgateway.dataplane.protocol.mcp.McpRefusal;
import dev.agentgateway.dataplane.protocol.mcp.McpVersions;
import dev.agentgateway.dataplane.protocol.mcp.McpVersions.Era;
import dev.agentgateway.dataplane.protocol.mcp.ModernRequests;
import dev.agentgateway.dataplane.protocol.mcp.SealedSession;
import dev.agentgateway.dataplane.protocol.mcp.SealingKeys;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request of a client: takes its body, and knows what belongs to it until it is answered. */
final class McpRequest implements RequestReceiver {
  private static final int SESSION_NOT_FOUND = -32001;
  private static final int FIRST_BYTES = 2048;

  private final FilterContext context;
  private final McpConfig config;
  private final McpNames names;
  private final @Nullable SealingKeys keys;
  private final McpResponse response;
  private final McpCalls calls;
  private final List<RequestReceiver> upstreams = new ArrayList<>(1);
  private byte[] body = new byte[0];
  private int length;
  private @Nullable String sessionId;
  private @Nullable SealedSession session;
  private Era era = Era.LEGACY;
  private boolean received;
  private boolean isMember;
  private boolean ended;

  McpRequest(FilterContext context, McpConfig config) {
    this.context = context;
    this.config = config;
    boolean several = config.targets().size() > 1;
    this.names =
        new McpNames(
            config.targets().stream().map(Target::name).toList(),
            config.prefixMode() == PrefixMode.ALWAYS
                || (several && config.prefixMode() == PrefixMode.CONDITIONAL));
    this.keys = Sealing.find(context.port().secrets(), config.sealingKeys());
    this.calls = new McpCalls(context);
    this.response = new McpResponse(context, this::end);
  }

  /** A request of the same client within the same session whose response goes elsewhere. */
  McpRequest member(ResponseReceiver receiver) {
    McpRequest member = new McpRequest(context.answering(receiver), config);
    member.isMember = true;
    member.received = true;
    member.sessionId = sessionId;
    member.session = session;
    return member;
  }

  /** Deals with a message of a batch. */
  void call(JsonRpcMessage message) {
    McpParams params = McpParams.of(message);
    if (params.isAmbiguous()) {
      refuseAmbiguous(message);
    } else if (message.isAnswer()) {
      answer(message);
    } else {
      begin(message, params, context.request().headers().get(McpHeaders.VERSION));
    }
  }

  FilterContext context() {
    return context;
  }

  McpConfig config() {
    return config;
  }

  McpNames names() {
    return names;
  }

  McpResponse response() {
    return response;
  }

  McpCalls calls() {
    return calls;
  }

  /** Null: sessions are not sealed. */
  @Nullable SealingKeys keys() {
    return keys;
  }

  Era era() {
    return era;
  }

  /** The session id that the client sent; null: none. */
  @Nullable String sessionId() {
    return sessionId;
  }

  /** What the session id holds; null where it is none of ours. */
  @Nullable SealedSession session() {
    return session;
  }

  SealedSession.Binding binding() {
    return new SealedSession.Binding(
        context.exchange().listener().policies().gateway(), config.backend(), "");
  }

  /** Whether messages pass as they are: one target, whose names and sessions stay. */
  boolean isVerbatim() {
    return config.targets().size() == 1 && !names.isPrefixed() && !config.stateless();
  }

  /** Whether nothing more may be sent to the client. */
  boolean isEnded() {
    return ended;
  }

  /** A request upstream that ends with this one. */
  void add(RequestReceiver upstream) {
    upstreams.add(upstream);
  }

  /** The response is about to end: spans end before their request's. */
  void end() {
    ended = true;
    for (RequestReceiver upstream : List.copyOf(upstreams)) {
      upstream.cancel(RequestFailure.CLIENT_DISCONNECTED);
    }
    calls.endAll(null);
  }

  /** There will be no whole response. */
  void fail(RequestFailure failure, int status) {
    if (!ended) {
      ended = true;
      for (RequestReceiver upstream : List.copyOf(upstreams)) {
        upstream.cancel(failure);
      }
      calls.endAll(failure);
      context.receiver().responseFailed(failure, status);
    }
  }

  @Override
  public void requestData(ByteBuf in, int count) {
    if (ended || received) {
      in.skipBytes(count);
      return;
    }
    int needed = length + count;
    if (needed > config.maxMessageBytes()) {
      in.skipBytes(count);
      refuse(413, "message too large");
      return;
    }
    if (needed > body.length) {
      long framing = context.framing();
      int exact = framing > 0 && framing <= config.maxMessageBytes() ? (int) framing : FIRST_BYTES;
      body = Arrays.copyOf(body, Math.max(needed, Math.max(exact, 2 * length)));
    }
    in.readBytes(body, length, count);
    length = needed;
  }

  @Override
  public void requestEnd(Headers trailers) {
    if (!ended && !received) {
      received = true;
      if (!decode()) {
        return;
      }
      byte[] text = body;
      // A stream that stays open must not keep it.
      body = new byte[0];
      switch (JsonRpcReader.read(text, 0, length)) {
        case JsonRpcBody.Single(JsonRpcMessage message) -> message(message);
        case JsonRpcBody.Batch(List<JsonRpcMessage> messages) -> batch(messages, text);
        case JsonRpcBody.Refused refused ->
            refuse(refused.id(), new McpRefusal(400, refused.code(), refused.reason()));
      }
    }
  }

  /**
   * Undoes the body's content coding.
   *
   * @return false where the request was refused
   */
  private boolean decode() {
    Headers fields = context.request().headers();
    String coding = fields.get(McpHeaders.CONTENT_ENCODING);
    if (!ContentDecoder.isCoding(coding)) {
      return true;
    }
    ContentDecoder decoder = ContentDecoder.of(coding, config.maxMessageBytes());
    if (decoder == null) {
      response.fields().add(McpHeaders.ACCEPT_ENCODING, "gzip, deflate");
      refuse(415, "Content-Encoding must be gzip or deflate");
      return false;
    }
    byte[] decoded =
        ContentDecoder.decodeWhole(
            decoder, Unpooled.wrappedBuffer(body, 0, length), config.maxMessageBytes());
    if (decoded == null) {
      refuse(400, "the body is not what its Content-Encoding says, or too large");
      return false;
    }
    fields.remove(McpHeaders.CONTENT_ENCODING);
    body = decoded;
    length = decoded.length;
    return true;
  }

  @Override
  public void flush() {
    for (int i = 0; i < upstreams.size(); i++) {
      upstreams.get(i).flush();
    }
  }

  @Override
  public void setReading(boolean reading) {
    for (int i = 0; i < upstreams.size(); i++) {
      upstreams.get(i).setReading(reading);
    }
  }

  @Override
  public void cancel(RequestFailure reason) {
    if (!ended) {
      ended = true;
      for (RequestReceiver upstream : List.copyOf(upstreams)) {
        upstream.cancel(reason);
      }
      calls.endAll(reason);
    }
  }

  /** GET and DELETE. */
  void withoutBody() {
    received = true;
    if (!readSession(null)) {
      return;
    }
    if (isVerbatim()) {
      new Passage(this, List.of()).start(new byte[0], 0);
    } else if (session == null) {
      refuse(400, "Mcp-Session-Id is missing");
    } else if (context.request().method().equals("GET")) {
      StreamMerge.open(this);
    } else {
      new McpRouting(this).endSession();
    }
  }

  /** Answers with an error that belongs to no message. */
  void refuse(int status, String message) {
    refuse(null, new McpRefusal(status, JsonRpcReader.INVALID_REQUEST, message));
  }

  void refuseMethod(String allowed) {
    response.fields().add(McpHeaders.ALLOW, allowed);
    refuse(405, "method not allowed");
  }

  /** Answers with an error. */
  void refuse(@Nullable JsonValue id, McpRefusal refusal) {
    calls.refused(refusal);
    if (refusal.status() == RequestFailure.INVALID_MESSAGE.status() && !isMember) {
      context.exchange().setFailure(RequestFailure.INVALID_MESSAGE);
    }
    response.end(
        refusal.status(),
        JsonRpcAnswers.error(id, refusal.code(), refusal.message(), refusal.data()));
  }

  private void message(JsonRpcMessage message) {
    McpParams params = McpParams.of(message);
    if (params.isAmbiguous()) {
      refuseAmbiguous(message);
      return;
    }
    Headers fields = context.request().headers();
    String version = fields.get(McpHeaders.VERSION);
    String told = params.metaVersion();
    boolean modern =
        McpVersions.era(version) == Era.MODERN
            || McpVersions.era(told) == Era.MODERN
            || message.method().equals(McpMethods.DISCOVER);
    era = modern ? Era.MODERN : Era.LEGACY;
    if (modern && !check(message, params, version)) {
      return;
    }
    if (!modern && !readSession(message)) {
      return;
    }
    if (message.isAnswer()) {
      answer(message);
      return;
    }
    begin(message, params, modern && told != null ? told : version);
  }

  private void refuseAmbiguous(JsonRpcMessage message) {
    refuse(
        message.id(),
        new McpRefusal(400, JsonRpcAnswers.INVALID_PARAMS, "Invalid params: a member is repeated"));
  }

  private void begin(JsonRpcMessage message, McpParams params, @Nullable String version) {
    calls.begin(this, message, params, version);
    if (isVerbatim()) {
      Passage.forward(this, message);
    } else {
      new McpRouting(this).call(message, params);
    }
  }

  private void answer(JsonRpcMessage message) {
    if (isVerbatim()) {
      Passage.forward(this, message);
    } else {
      new McpRouting(this).answer(message);
    }
  }

  private boolean check(JsonRpcMessage message, McpParams params, @Nullable String version) {
    if (message.isAnswer()) {
      refuse(400, "no server sends requests in this version");
      return false;
    }
    Headers fields = context.request().headers();
    McpRefusal refusal =
        ModernRequests.check(
            message, params, version, fields.get(McpHeaders.METHOD), fields.get(McpHeaders.NAME));
    if (refusal != null) {
      refuse(message.id(), refusal);
    }
    return refusal == null;
  }

  private void batch(List<JsonRpcMessage> messages, byte[] text) {
    String version = context.request().headers().get(McpHeaders.VERSION);
    boolean known = version == null || version.compareTo(McpVersions.FIRST_WITHOUT_BATCHES) < 0;
    if (!known) {
      refuse(400, "Invalid Request: batches are not supported");
    } else if (messages.stream().anyMatch(each -> each.method().equals(McpMethods.INITIALIZE))) {
      refuse(400, "Invalid Request: initialize must not be part of a batch");
    } else if (!readSession(null)) {
      return;
    } else if (!isVerbatim()) {
      new McpBatch(this, messages).advance();
    } else {
      for (JsonRpcMessage message : messages) {
        if (!message.isAnswer()) {
          calls.begin(this, message, McpParams.of(message), version);
        }
      }
      new Passage(this, calls.clients(config.targets().getFirst().name())).start(text, length);
    }
  }

  /**
   * Opens the client's session.
   *
   * @return false where the request was refused
   */
  private boolean readSession(@Nullable JsonRpcMessage message) {
    if (config.stateless()) {
      return true;
    }
    if (keys == null && !isVerbatim()) {
      fail(RequestFailure.INVALID_BACKEND, RequestFailure.INVALID_BACKEND.status());
      return false;
    }
    String id = context.request().headers().get(McpHeaders.SESSION);
    sessionId = id;
    boolean initialize = message != null && message.method().equals(McpMethods.INITIALIZE);
    if (initialize) {
      sessionId = null;
      return true;
    }
    JsonValue messageId = message == null ? null : message.id();
    if (id == null) {
      if (isVerbatim()) {
        return true;
      }
      refuse(
          messageId,
          new McpRefusal(400, JsonRpcReader.INVALID_REQUEST, "Mcp-Session-Id is missing"));
      return false;
    }
    SealingKeys known = keys;
    if (known == null && isVerbatim()) {
      return true;
    }
    SealedSession opened = known == null ? null : known.open(id, binding());
    if (opened == null) {
      refuse(messageId, new McpRefusal(404, SESSION_NOT_FOUND, "Session not found"));
      return false;
    }
    session = opened;
    return true;
  }
}
