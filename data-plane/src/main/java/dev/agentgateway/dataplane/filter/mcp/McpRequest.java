package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.config.McpConfig;
import dev.agentgateway.dataplane.config.McpConfig.PrefixMode;
import dev.agentgateway.dataplane.config.McpConfig.Target;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.RequestReceiver;
import dev.agentgateway.dataplane.exchange.ResponseReceiver;
import dev.agentgateway.dataplane.exchange.UnreadBody;
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
import dev.agentgateway.dataplane.protocol.mcp.McpStreamReader;
import dev.agentgateway.dataplane.protocol.mcp.McpVersions;
import dev.agentgateway.dataplane.protocol.mcp.McpVersions.Era;
import dev.agentgateway.dataplane.protocol.mcp.ModernRequests;
import dev.agentgateway.dataplane.protocol.mcp.SealedSession;
import dev.agentgateway.dataplane.protocol.mcp.SealingKeys;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request of a client: takes its body, and knows what belongs to it until it is answered. */
final class McpRequest implements RequestReceiver {
  private static final int SESSION_NOT_FOUND = -32001;

  private final FilterContext context;
  private final McpConfig config;
  private final McpNames names;
  private final @Nullable SealingKeys keys;
  private final McpResponse response;
  private final McpCalls calls;
  private final List<RequestReceiver> upstreams = new ArrayList<>(1);
  private final MessageBody body;
  // Takes what follows the beginning of a message that is larger than the bound.
  private @Nullable RequestReceiver rest;
  private @Nullable String sessionId;
  private @Nullable SealedSession session;
  private Era era = Era.LEGACY;
  private boolean received;
  private boolean isMember;
  private boolean large;
  private boolean ended;

  McpRequest(FilterContext context, McpConfig config) {
    this.context = context;
    this.config = config;
    this.body = new MessageBody(config.maxMessageBytes());
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
    RequestReceiver upstream = rest;
    if (upstream != null) {
      upstream.requestData(in, count);
      return;
    }
    if (ended || received) {
      in.skipBytes(count);
      return;
    }
    int taken = body.add(in, count, context.framing());
    if (taken < count) {
      tooLarge(in, count - taken);
    }
  }

  /** What has come goes on, and the rest as it comes; or the message is refused. */
  private void tooLarge(ByteBuf in, int count) {
    countUnread(UnreadBody.MCP_REQUEST_TOO_LARGE);
    large = true;
    byte[] first = body.take();
    int length = body.length();
    Headers fields = context.request().headers();
    boolean coded = ContentDecoder.isCoding(fields.get(McpHeaders.CONTENT_ENCODING));
    JsonRpcMessage message = coded ? null : JsonRpcReader.beginning(first, 0, length);
    boolean passes = isVerbatim() && (coded || JsonRpcReader.isStructure(first, 0, length));
    if (message == null && !passes) {
      in.skipBytes(count);
      refuse(413, "message too large");
      return;
    }
    boolean modern =
        McpVersions.era(fields.get(McpHeaders.VERSION)) == Era.MODERN
            || (message != null
                && McpVersions.era(McpParams.of(message).metaVersion()) == Era.MODERN);
    era = modern ? Era.MODERN : Era.LEGACY;
    if (!modern && !readSession(message)) {
      in.skipBytes(count);
      return;
    }
    RequestReceiver upstream = new LargeMessage(this, first, length).send(message);
    if (upstream == null) {
      in.skipBytes(count);
      if (!ended) {
        refuse(413, "message too large");
      }
      return;
    }
    rest = upstream;
    upstream.requestData(in, count);
  }

  /** Whether the rest of a body that is sent as it comes should be read for now. */
  void bodyWanted(boolean wanted) {
    if (large && !ended) {
      context.receiver().requestWanted(wanted);
    }
  }

  void countUnread(UnreadBody unread) {
    context.port().telemetry().bodyUnread(context.exchange(), unread);
  }

  /**
   * Counts a response that ended where it was not read whole.
   *
   * @param isBroken whether its content coding was not kept to
   */
  void countUnread(@Nullable McpStreamReader response, boolean isBroken) {
    if (isBroken) {
      countUnread(UnreadBody.MCP_RESPONSE_CODED);
    } else if (response != null && response.passedOver() > 0) {
      countUnread(UnreadBody.MCP_RESPONSE_PARTLY_READ);
    }
  }

  @Override
  public void requestEnd(Headers trailers) {
    RequestReceiver upstream = rest;
    if (upstream != null) {
      upstream.requestEnd(trailers);
      return;
    }
    if (!ended && !received) {
      received = true;
      if (!decode()) {
        return;
      }
      byte[] text = body.take();
      int length = body.length();
      switch (JsonRpcReader.read(text, 0, length)) {
        case JsonRpcBody.Single(JsonRpcMessage message) -> message(message);
        case JsonRpcBody.Batch(List<JsonRpcMessage> messages) -> batch(messages, text, length);
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
    if (!body.decode(decoder)) {
      refuse(400, "the body is not what its Content-Encoding says, or too large");
      return false;
    }
    fields.remove(McpHeaders.CONTENT_ENCODING);
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

  private void batch(List<JsonRpcMessage> messages, byte[] text, int length) {
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
