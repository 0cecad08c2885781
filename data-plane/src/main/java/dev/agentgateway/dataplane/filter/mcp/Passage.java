package dev.agentgateway.dataplane.filter.mcp;

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
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcRewriter;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import dev.agentgateway.dataplane.protocol.mcp.McpStreamReader;
import dev.agentgateway.dataplane.protocol.mcp.SealedSession;
import dev.agentgateway.dataplane.protocol.mcp.SealingKeys;
import dev.agentgateway.dataplane.protocol.mcp.TargetSession;
import dev.agentgateway.dataplane.protocol.sse.SseEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to the only target and its response, byte for byte but for the session id and the trace
 * context. Answers are read as they pass.
 */
final class Passage implements ResponseReceiver, McpStreamReader.Sink {
  private static final Headers NO_TRAILERS = new Headers();

  private final McpRequest request;
  private final FilterContext context;
  private final List<McpCall> calls;
  private @Nullable McpStreamReader reader;
  private @Nullable ContentDecoder decoder;
  private @Nullable ClusterCall upstream;
  private int status;

  /**
   * @param calls side CLIENT, one for each message that asks for something
   */
  Passage(McpRequest request, List<McpCall> calls) {
    this.request = request;
    this.context = request.context();
    this.calls = calls;
  }

  /** Forwards one message. */
  static void forward(McpRequest request, JsonRpcMessage message) {
    String target = request.config().targets().getFirst().name();
    McpCall server = request.calls().server();
    if (server != null) {
      server.setTarget(target);
    }
    McpCall call = request.calls().client(target);
    JsonRpcRewriter rewriter = new JsonRpcRewriter(message);
    request.calls().propagate(call, rewriter);
    Passage passage = new Passage(request, call == null ? List.of() : List.of(call));
    JsonValue value = message.value();
    if (rewriter.isUnchanged() && value.start() == 0) {
      passage.start(value.bytes(), value.end());
    } else {
      byte[] bytes = rewriter.toBytes();
      passage.start(bytes, bytes.length);
    }
  }

  /** Sends the client's head and a body. */
  void start(byte[] body, int length) {
    RequestReceiver call = open(length);
    if (call != null) {
      if (length > 0) {
        call.requestData(Unpooled.wrappedBuffer(body, 0, length), length);
        call.requestEnd(NO_TRAILERS);
      }
      call.flush();
    }
  }

  /**
   * Sends the client's head.
   *
   * @param framing of the body
   * @return takes the body; null: the request failed
   */
  @Nullable RequestReceiver open(long framing) {
    Target target = request.config().targets().getFirst();
    RequestHead head = context.request();
    String mark = head.headers().get(McpHeaders.LAST_EVENT_ID);
    TargetSession session = session();
    String sessionId = session == null ? request.sessionId() : session.sessionId();
    if (!McpHeaders.direct(head, target, context.port().secrets(), sessionId, null, framing)) {
      request.fail(RequestFailure.INVALID_BACKEND, RequestFailure.INVALID_BACKEND.status());
      return null;
    }
    if (mark != null) {
      head.headers().add(McpHeaders.LAST_EVENT_ID, mark);
    }
    ClusterCall call = context.newCall(this);
    upstream = call;
    request.add(call);
    Pins.apply(call, session);
    call.start(
        context.port().telemetry(),
        context.forward(),
        TargetCall.choice(context, target),
        framing,
        calls.isEmpty() ? null : calls.getFirst());
    return call;
  }

  @Override
  public void informational(ResponseHead head) {
    context.receiver().informational(head);
  }

  @Override
  public void responseHead(ResponseHead head, long framing, WeightedCluster cluster) {
    status = head.status();
    seal(head);
    if (!calls.isEmpty()) {
      int bound = request.config().maxMessageBytes();
      Coding coding = Coding.of(head.headers(), bound);
      decoder = coding.decoder();
      if (coding.isUnknown()) {
        request.countUnread(UnreadBody.MCP_RESPONSE_CODED);
      }
      reader = new McpStreamReader(coding.kind(), bound, this);
    }
    context.receiver().responseHead(head, framing, context.choice());
  }

  @Override
  public void responseData(ByteBuf in, int length) {
    McpStreamReader tap = reader;
    ContentDecoder coded = decoder;
    if (tap != null && coded != null) {
      coded.decode(
          in.slice(in.readerIndex(), length),
          out -> tap.read(out, out.readerIndex(), out.readableBytes()));
    } else if (tap != null) {
      tap.read(in, in.readerIndex(), length);
    }
    context.receiver().responseData(in, length);
  }

  @Override
  public void responseEnd(Headers trailers) {
    McpStreamReader tap = reader;
    if (tap != null) {
      tap.end();
      ContentDecoder coded = decoder;
      request.countUnread(tap, coded != null && coded.isBroken());
      if (status >= 400) {
        calls.forEach(call -> failed(call, Integer.toString(status)));
      }
    }
    closeDecoder();
    request.end();
    context.receiver().responseEnd(trailers);
  }

  @Override
  public void responseFailed(RequestFailure failure, int localStatus) {
    closeDecoder();
    request.fail(failure, localStatus);
  }

  @Override
  public void flushResponse() {
    context.receiver().flushResponse();
  }

  @Override
  public void requestWanted(boolean wanted) {
    request.bodyWanted(wanted);
  }

  @Override
  public void message(JsonRpcBody body, @Nullable SseEvent event) {
    switch (body) {
      case JsonRpcBody.Single(JsonRpcMessage message) -> answered(message);
      case JsonRpcBody.Batch(List<JsonRpcMessage> messages) -> messages.forEach(this::answered);
      case JsonRpcBody.Refused _ -> {}
    }
  }

  @Override
  public void mark(SseEvent event) {
    // It passes.
  }

  private void answered(JsonRpcMessage message) {
    JsonValue id = message.id();
    if (!message.isAnswer()) {
      return;
    }
    String text = id == null ? null : id.scalar();
    for (McpCall call : calls) {
      if (calls.size() == 1 || call.requestId().equals(text)) {
        call.answer(message);
        if (call.parent() instanceof McpCall server) {
          server.answer(message);
        }
      }
    }
  }

  private void closeDecoder() {
    ContentDecoder coded = decoder;
    if (coded != null) {
      coded.close();
    }
  }

  private static void failed(McpCall call, String type) {
    call.fail(type, "");
    if (call.parent() instanceof McpCall server) {
      server.fail(type, "");
    }
  }

  private @Nullable TargetSession session() {
    SealedSession session = request.session();
    return session == null ? null : session.targets().getFirst();
  }

  /** A new session's id is sealed where there are keys. */
  private void seal(ResponseHead head) {
    SealingKeys keys = request.keys();
    String id = head.headers().get(McpHeaders.SESSION);
    String known = request.sessionId();
    if (keys == null || id == null) {
      if (id != null && known == null) {
        request.calls().sessionBegan(id, null);
      }
      return;
    }
    Target target = request.config().targets().getFirst();
    String sealed =
        known != null
            ? known
            : keys.seal(
                new SealedSession(
                    "", List.of(new TargetSession(target.name(), id, "", Pins.of(upstream)))),
                request.binding());
    head.headers().set(McpHeaders.SESSION, sealed);
    if (known == null) {
      request.calls().sessionBegan(sealed, keys);
    }
  }
}
