package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.config.HeaderMutation;
import dev.agentgateway.dataplane.config.McpConfig.Target;
import dev.agentgateway.dataplane.config.RouteAction.WeightedCluster;
import dev.agentgateway.dataplane.exchange.ClusterCall;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.RequestHead;
import dev.agentgateway.dataplane.exchange.RequestReceiver;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.exchange.ResponseReceiver;
import dev.agentgateway.dataplane.exchange.UnreadBody;
import dev.agentgateway.dataplane.filter.ContentDecoder;
import dev.agentgateway.dataplane.filter.FilterContext;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcBody;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import dev.agentgateway.dataplane.protocol.mcp.McpStreamReader;
import dev.agentgateway.dataplane.protocol.mcp.McpStreamReader.Kind;
import dev.agentgateway.dataplane.protocol.mcp.SealedSession;
import dev.agentgateway.dataplane.protocol.mcp.TargetSession;
import dev.agentgateway.dataplane.protocol.sse.SseEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** A request to one of several targets, whose response is read message by message. */
final class TargetCall implements ResponseReceiver, McpStreamReader.Sink {
  private static final Headers NO_TRAILERS = new Headers();

  private final McpRequest request;
  private final FilterContext context;
  private final Target target;
  private final TargetSink sink;
  private final RequestHead head;
  private @Nullable McpCall call;
  private @Nullable McpCall parent;
  private @Nullable TargetSession session;
  private @Nullable OwnSession ownSession;
  private boolean step;
  private @Nullable ClusterCall upstream;
  private @Nullable McpStreamReader reader;
  private @Nullable ContentDecoder decoder;
  private @Nullable JsonRpcMessage answer;
  private @Nullable RequestFailure failure;
  private @Nullable String eventId;
  private String sessionId = "";
  private int status;
  private boolean tooLarge;

  TargetCall(McpRequest request, Target target, TargetSink sink) {
    this.request = request;
    this.context = request.context();
    this.target = target;
    this.sink = sink;
    this.head = McpHeaders.copy(context.request());
  }

  /** The cluster of a target as a choice of its route. */
  static WeightedCluster choice(FilterContext context, Target target) {
    return new WeightedCluster(
        target.cluster(), 1, HeaderMutation.NONE, HeaderMutation.NONE, context.choice().backend());
  }

  Target target() {
    return target;
  }

  /** Status of the response; 0 before there is one. */
  int status() {
    return status;
  }

  /** The session id of the response; empty: none. */
  String sessionId() {
    return sessionId;
  }

  /** Where the session that the response began is kept; empty: anywhere. */
  String pin() {
    return sessionId.isEmpty() ? "" : Pins.of(upstream);
  }

  /** What answered the request; null: nothing yet. */
  @Nullable JsonRpcMessage answer() {
    return answer;
  }

  /** Whether an answer exceeded the bound of messages. */
  boolean isTooLarge() {
    return tooLarge;
  }

  /** Why there is no whole response; null where there is one. */
  @Nullable RequestFailure failure() {
    return failure;
  }

  /** The head that will be sent. */
  RequestHead head() {
    return head;
  }

  /** Whether bytes that came last ended with no event under way. */
  boolean isBetweenEvents() {
    McpStreamReader tap = reader;
    return tap != null && tap.kind() == Kind.EVENTS && !tap.isInEvent();
  }

  /** The operation that this carries. */
  TargetCall carrying(@Nullable McpCall carried) {
    call = carried;
    parent = carried;
    return this;
  }

  /** Serves an operation without carrying it, within a session or before there is one. */
  TargetCall stepOf(@Nullable McpCall served, @Nullable TargetSession within) {
    parent = served;
    session = within;
    step = true;
    return this;
  }

  /** Asks for what follows an event of an earlier stream; null: for what comes. */
  TargetCall resuming(@Nullable String mark) {
    eventId = mark;
    return this;
  }

  /** Sends a body; none: a request without. */
  void start(byte[] body) {
    SealedSession sealed = request.session();
    if (!step && OwnSession.isNeeded(request, call)) {
      OwnSession own = new OwnSession(request, target, call);
      ownSession = own;
      own.begin(
          begun -> {
            session = begun;
            send(body);
          },
          this::sessionFailed);
      return;
    }
    if (sealed != null) {
      session = sealed.target(target.name());
    }
    send(body);
  }

  private void send(byte[] body) {
    RequestReceiver made = begin(body.length);
    if (made != null) {
      if (body.length > 0) {
        made.requestData(Unpooled.wrappedBuffer(body), body.length);
        made.requestEnd(NO_TRAILERS);
      }
      made.flush();
    }
  }

  /**
   * Sends a head; the client's session has a part of this target, or there are no sessions.
   *
   * @param framing of the body
   * @return takes the body; null: the request failed
   */
  @Nullable RequestReceiver open(long framing) {
    SealedSession sealed = request.session();
    if (sealed != null) {
      session = sealed.target(target.name());
    }
    return begin(framing);
  }

  private @Nullable RequestReceiver begin(long framing) {
    TargetSession own = session;
    if (!McpHeaders.direct(
        head,
        target,
        context.port().secrets(),
        own == null ? null : own.sessionId(),
        own == null ? null : own.protocolVersion(),
        framing)) {
      responseFailed(RequestFailure.INVALID_BACKEND, RequestFailure.INVALID_BACKEND.status());
      return null;
    }
    String mark = eventId;
    if (mark != null) {
      head.headers().add(McpHeaders.LAST_EVENT_ID, mark);
    }
    ClusterCall made = context.caller().newCall(context.exchange(), head, this);
    upstream = made;
    request.add(made);
    Pins.apply(made, own);
    made.start(
        context.port().telemetry(), context.forward(), choice(context, target), framing, parent);
    return made;
  }

  @Override
  public void informational(ResponseHead informational) {
    // Of several servers none speaks for all.
  }

  @Override
  public void responseHead(ResponseHead response, long framing, WeightedCluster cluster) {
    status = response.status();
    String id = response.headers().get(McpHeaders.SESSION);
    sessionId = id == null ? "" : id;
    Headers fields = response.headers();
    Coding coding = Coding.of(fields, request.config().maxMessageBytes());
    Kind kind = coding.kind();
    decoder = coding.decoder();
    if (coding.isUnknown()) {
      request.countUnread(UnreadBody.MCP_RESPONSE_CODED);
    }
    if (decoder != null) {
      fields.remove(McpHeaders.CONTENT_ENCODING);
      fields.remove(McpHeaders.CONTENT_LENGTH);
    }
    reader = new McpStreamReader(kind, request.config().maxMessageBytes(), this);
    sink.head(this, response, kind);
  }

  @Override
  public void responseData(ByteBuf in, int length) {
    ContentDecoder coded = decoder;
    if (coded == null) {
      plainData(in, length);
    } else {
      coded.decode(in.slice(in.readerIndex(), length), out -> plainData(out, out.readableBytes()));
      in.skipBytes(length);
    }
  }

  private void plainData(ByteBuf in, int length) {
    McpStreamReader tap = reader;
    if (tap != null) {
      tap.read(in, in.readerIndex(), length);
    }
    int after = in.readerIndex() + length;
    sink.data(this, in, length);
    in.readerIndex(after);
  }

  @Override
  public void responseEnd(Headers trailers) {
    ContentDecoder coded = decoder;
    if (coded != null && coded.isBroken()) {
      request.countUnread(reader, true);
      responseFailed(
          RequestFailure.UPSTREAM_PROTOCOL_ERROR, RequestFailure.UPSTREAM_PROTOCOL_ERROR.status());
      return;
    }
    OwnSession own = ownSession;
    TargetSession begun = session;
    if (own != null && begun != null && !begun.sessionId().isEmpty()) {
      // Before the client has its answer: nothing can be sent after that.
      own.end(begun, this::finish);
    } else {
      finish();
    }
  }

  private void finish() {
    McpStreamReader tap = reader;
    if (tap != null) {
      tap.end();
      tooLarge = tap.passedOver() > 0;
      request.countUnread(tap, false);
    }
    end(status >= 400 ? Integer.toString(status) : null);
    sink.ended(this);
  }

  /** There is no session for this call: it fails as that did. */
  private void sessionFailed(TargetCall initialize) {
    status = initialize.status();
    RequestFailure reason = initialize.failure();
    responseFailed(
        reason == null ? RequestFailure.UPSTREAM_PROTOCOL_ERROR : reason,
        reason == null ? RequestFailure.UPSTREAM_PROTOCOL_ERROR.status() : reason.status());
  }

  @Override
  public void responseFailed(RequestFailure reason, int localStatus) {
    failure = reason;
    end(reason.errorType());
    sink.failed(this, reason, localStatus);
  }

  @Override
  public void flushResponse() {
    request.response().flush();
  }

  @Override
  public void requestWanted(boolean wanted) {
    request.bodyWanted(wanted);
  }

  @Override
  public void message(JsonRpcBody body, @Nullable SseEvent event) {
    if (body instanceof JsonRpcBody.Single(JsonRpcMessage message) && message.isAnswer()) {
      answer = message;
      McpCall own = call;
      if (own != null) {
        own.answer(message);
      }
    }
    sink.message(this, body, event);
  }

  @Override
  public void mark(SseEvent event) {
    sink.mark(this, event);
  }

  private void end(@Nullable String errorType) {
    ContentDecoder coded = decoder;
    if (coded != null) {
      coded.close();
    }
    McpCall own = call;
    if (own != null) {
      if (errorType != null) {
        own.fail(errorType, "");
      }
      request.calls().answered(own);
    }
  }
}
