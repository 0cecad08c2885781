package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.config.RouteAction.WeightedCluster;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.exchange.ResponseReceiver;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcAnswers;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcBody;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import dev.agentgateway.dataplane.protocol.mcp.McpStreamReader;
import dev.agentgateway.dataplane.protocol.mcp.McpStreamReader.Kind;
import dev.agentgateway.dataplane.protocol.sse.SseEvent;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message of a batch: takes the response that a request with this message alone would have. */
final class BatchMember implements ResponseReceiver, McpStreamReader.Sink {
  private final McpBatch batch;
  private final JsonRpcMessage message;
  private final int place;
  private @Nullable McpStreamReader reader;
  private int status;
  private boolean answered;
  private boolean told;

  BatchMember(McpBatch batch, JsonRpcMessage message, int place) {
    this.batch = batch;
    this.message = message;
    this.place = place;
  }

  void begin() {
    McpRequest request = batch.request();
    McpRequest own = request.member(this);
    request.add(own);
    own.call(message);
  }

  @Override
  public void informational(ResponseHead head) {
    // It speaks for one message only.
  }

  @Override
  public void responseHead(ResponseHead head, long framing, WeightedCluster cluster) {
    status = head.status();
    Kind kind = Kind.of(head.headers().get(McpHeaders.CONTENT_TYPE));
    reader = new McpStreamReader(kind, batch.request().config().maxMessageBytes(), this);
    if (status == 200 && kind == Kind.EVENTS) {
      batch.openStream();
    }
  }

  @Override
  public void responseData(ByteBuf in, int length) {
    McpStreamReader tap = reader;
    told = false;
    if (tap != null) {
      tap.read(in, in.readerIndex(), length);
    }
    in.skipBytes(length);
    if (!told && tap != null && tap.kind() == Kind.EVENTS && !tap.isInEvent()) {
      batch.request().response().awake();
    }
  }

  @Override
  public void responseEnd(Headers trailers) {
    McpStreamReader tap = reader;
    if (tap != null) {
      tap.end();
    }
    end("status " + status);
  }

  @Override
  public void responseFailed(RequestFailure failure, int localStatus) {
    status = localStatus;
    end(failure.errorType());
  }

  @Override
  public void flushResponse() {
    batch.request().response().flush();
  }

  @Override
  public void requestWanted(boolean wanted) {
    // The whole body was read.
  }

  @Override
  public void message(JsonRpcBody body, @Nullable SseEvent event) {
    switch (body) {
      case JsonRpcBody.Single(JsonRpcMessage each) -> message(each, event);
      case JsonRpcBody.Batch(List<JsonRpcMessage> all) -> all.forEach(each -> message(each, event));
      case JsonRpcBody.Refused _ -> {}
    }
  }

  @Override
  public void mark(SseEvent event) {
    // An answer that is made of several cannot be resumed.
  }

  private void message(JsonRpcMessage each, @Nullable SseEvent event) {
    told = true;
    if (!each.isAnswer()) {
      batch.tell(event == null ? null : event.name(), each.value().toBytes());
    } else if (message.isRequest() && !answered) {
      answered = true;
      batch.answer(place, each.value().toBytes());
    }
  }

  private void end(String problem) {
    boolean failed = !answered && (status < 200 || status >= 300);
    if (!answered && message.isRequest()) {
      batch.answer(
          place, JsonRpcAnswers.error(message.id(), JsonRpcAnswers.INTERNAL_ERROR, problem, null));
    }
    batch.ended(failed ? status : 0);
  }
}
