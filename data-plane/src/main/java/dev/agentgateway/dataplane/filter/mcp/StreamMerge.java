package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.config.McpConfig.Target;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcBody;
import dev.agentgateway.dataplane.protocol.mcp.McpStreamReader.Kind;
import dev.agentgateway.dataplane.protocol.mcp.ServerMessages;
import dev.agentgateway.dataplane.protocol.sse.SseEvent;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The streams on which targets speak unasked as one stream. It lasts as long as any of them; a
 * target without one has no part in it. It begins with the first of them, or after a second: a
 * target may say nothing, not even a head, before it has something to tell, and one that has no
 * stream says so at once.
 */
final class StreamMerge implements TargetSink {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final McpRequest request;
  private int pending;
  private int refusal;

  private StreamMerge(McpRequest request) {
    this.request = request;
  }

  /** Opens the stream of each target of the session. */
  static void open(McpRequest request) {
    StreamMerge merge = new StreamMerge(request);
    String mark = request.context().request().headers().get(McpHeaders.LAST_EVENT_ID);
    List<TargetCall> calls = new ArrayList<>();
    for (Target target : McpRouting.participants(request)) {
      calls.add(
          new TargetCall(request, target, merge).resuming(EventIds.back(request, target, mark)));
    }
    merge.pending = calls.size() + 1;
    calls.forEach(call -> call.start(new byte[0]));
    // Counted once more above: calls may end while others have not begun.
    merge.one();
    if (merge.pending > 0) {
      request.context().caller().after(PATIENCE, merge::silent);
    }
  }

  @Override
  public void head(TargetCall from, ResponseHead head, Kind kind) {
    if (head.status() == 200 && kind == Kind.EVENTS) {
      request.response().openStream();
      request.response().flush();
    } else {
      refusal = Math.max(refusal, head.status());
    }
  }

  @Override
  public void data(TargetCall from, ByteBuf in, int length) {
    if (from.isBetweenEvents()) {
      request.response().awake();
    }
  }

  @Override
  public void message(TargetCall from, JsonRpcBody body, @Nullable SseEvent event) {
    if (event != null && from.status() == 200) {
      byte[] renamed = ServerMessages.renamed(body, request.names(), from.target().name());
      request
          .response()
          .relay(
              event,
              EventIds.of(request, from.target(), event.id()),
              renamed == null ? event.copyData() : renamed);
    }
  }

  @Override
  public void mark(TargetCall from, SseEvent event) {
    if (from.status() == 200) {
      request.response().relay(event, EventIds.of(request, from.target(), event.id()), new byte[0]);
    }
  }

  @Override
  public void ended(TargetCall from) {
    one();
  }

  @Override
  public void failed(TargetCall from, RequestFailure failure, int status) {
    refusal = Math.max(refusal, status);
    one();
  }

  private void silent() {
    if (!request.isEnded()) {
      request.response().openStream();
      request.response().flush();
    }
  }

  private void one() {
    pending--;
    if (pending > 0 || request.isEnded()) {
      return;
    }
    if (request.response().isStreaming()) {
      request.response().endStream();
    } else if (refusal == 405 || refusal == 0) {
      request.refuseMethod("POST, DELETE");
    } else {
      request.refuse(refusal >= 400 ? refusal : 502, "no target opened a stream");
    }
  }
}
