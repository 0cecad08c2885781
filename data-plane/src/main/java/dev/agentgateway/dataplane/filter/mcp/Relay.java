package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.exchange.Framing;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcBody;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import dev.agentgateway.dataplane.protocol.mcp.McpStreamReader.Kind;
import dev.agentgateway.dataplane.protocol.mcp.ServerMessages;
import dev.agentgateway.dataplane.protocol.sse.SseEvent;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Makes one target's response the client's: messages with the gateway's names, as a body or as a
 * stream as the target does, at once. What is no message passes as it is.
 */
final class Relay implements TargetSink {
  private static final Headers NO_TRAILERS = new Headers();

  private final McpRequest request;
  private boolean raw;

  Relay(McpRequest request) {
    this.request = request;
  }

  @Override
  public void head(TargetCall from, ResponseHead head, Kind kind) {
    if (head.status() == 200 && kind == Kind.EVENTS) {
      request.response().openStream();
    } else if (head.status() != 200 || kind == Kind.OTHER) {
      raw = true;
      head.headers().remove(McpHeaders.SESSION);
      boolean known = head.headers().contains(McpHeaders.CONTENT_LENGTH);
      request
          .context()
          .receiver()
          .responseHead(head, known ? Framing.NONE : Framing.CHUNKED, request.context().choice());
    }
  }

  @Override
  public void data(TargetCall from, ByteBuf in, int length) {
    if (raw) {
      request.context().receiver().responseData(in, length);
    } else if (from.isBetweenEvents()) {
      // Nothing but comments, or events that were written already.
      request.response().awake();
    }
  }

  @Override
  public void message(TargetCall from, JsonRpcBody body, @Nullable SseEvent event) {
    if (body instanceof JsonRpcBody.Single(JsonRpcMessage message) && message.isAnswer()) {
      McpCall server = request.calls().server();
      if (server != null) {
        server.answer(message);
      }
    }
    if (raw) {
      return;
    }
    byte[] renamed = ServerMessages.renamed(body, request.names(), from.target().name());
    if (event == null) {
      if (renamed != null) {
        request.response().end(200, renamed);
      }
    } else {
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
    request.response().relay(event, EventIds.of(request, from.target(), event.id()), new byte[0]);
  }

  @Override
  public void ended(TargetCall from) {
    if (raw) {
      request.end();
      request.context().receiver().responseEnd(NO_TRAILERS);
    } else if (request.response().isStreaming()) {
      request.response().endStream();
    } else if (!request.isEnded()) {
      // A body that is no message, or too large to be renamed.
      request.fail(RequestFailure.UPSTREAM_PROTOCOL_ERROR, 502);
    }
  }

  @Override
  public void failed(TargetCall from, RequestFailure failure, int status) {
    request.fail(failure, status);
  }
}
