package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcBody;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import dev.agentgateway.dataplane.protocol.mcp.McpStreamReader.Kind;
import dev.agentgateway.dataplane.protocol.mcp.ServerMessages;
import dev.agentgateway.dataplane.protocol.sse.SseEvent;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the answers of several targets. What they say meanwhile, their own requests too, goes
 * to the client at once.
 */
final class Gather implements TargetSink {
  private final McpRequest request;
  private final Consumer<List<TargetCall>> finish;
  private final List<TargetCall> calls = new ArrayList<>();
  private int pending;

  /**
   * @param finish takes all calls, in the order in which they were added, once each has ended
   */
  Gather(McpRequest request, Consumer<List<TargetCall>> finish) {
    this.request = request;
    this.finish = finish;
  }

  /** A call to wait for; it is started by {@link #start}. */
  void add(TargetCall call) {
    calls.add(call);
  }

  /** Sends each call its body. */
  void start(List<byte[]> bodies) {
    pending = calls.size() + 1;
    for (int i = 0; i < calls.size(); i++) {
      calls.get(i).start(bodies.get(i));
    }
    // Counted once more above: calls may end while others have not begun.
    one();
  }

  @Override
  public void head(TargetCall from, ResponseHead head, Kind kind) {
    // The call remembers what is needed.
  }

  @Override
  public void data(TargetCall from, ByteBuf in, int length) {
    if (from.isBetweenEvents()) {
      request.response().awake();
    }
  }

  @Override
  public void message(TargetCall from, JsonRpcBody body, @Nullable SseEvent event) {
    boolean answer =
        body instanceof JsonRpcBody.Single(JsonRpcMessage message) && message.isAnswer();
    if (!answer && event != null && !request.isEnded()) {
      byte[] renamed = ServerMessages.renamed(body, request.names(), from.target().name());
      if (renamed != null) {
        request.response().message(event.name(), null, renamed);
      }
    }
  }

  @Override
  public void mark(TargetCall from, SseEvent event) {
    // An answer that is made of several cannot be resumed.
  }

  @Override
  public void ended(TargetCall from) {
    one();
  }

  @Override
  public void failed(TargetCall from, RequestFailure failure, int status) {
    one();
  }

  private void one() {
    pending--;
    if (pending == 0 && !request.isEnded()) {
      finish.accept(calls);
    }
  }
}
