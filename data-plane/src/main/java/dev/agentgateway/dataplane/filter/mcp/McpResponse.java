package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.exchange.Framing;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.filter.FilterContext;
import dev.agentgateway.dataplane.protocol.sse.EventStreamWriter;
import dev.agentgateway.dataplane.protocol.sse.SseEvent;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A response that the gateway makes: one JSON message, or a stream of events that begins with the
 * first message which is not the last.
 */
final class McpResponse {
  private static final Headers NO_TRAILERS = new Headers();
  private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

  private final FilterContext context;
  private final ResponseHead head = new ResponseHead();
  private final Runnable beforeEnd;
  private boolean streaming;
  private boolean written;
  private boolean ended;

  /**
   * @param beforeEnd runs once, right before the response ends
   */
  McpResponse(FilterContext context, Runnable beforeEnd) {
    this.context = context;
    this.beforeEnd = beforeEnd;
  }

  /** Whether the stream has begun. */
  boolean isStreaming() {
    return streaming;
  }

  boolean isEnded() {
    return ended;
  }

  /** Fields that the head will have beside the usual ones. */
  Headers fields() {
    return head.headers();
  }

  /** Ends with one message: as the body, or as the last event of a stream that has begun. */
  void end(int status, byte[] json) {
    if (ended) {
      return;
    }
    if (streaming) {
      event(EventStreamWriter.event(json));
      endStream();
      return;
    }
    head.headers().add(McpHeaders.CONTENT_TYPE, "application/json");
    whole(status, json);
  }

  /** Ends without a body. */
  void end(int status) {
    if (streaming) {
      endStream();
    } else if (!ended) {
      whole(status, new byte[0]);
    }
  }

  /** Begins a stream of events. */
  void openStream() {
    if (streaming || ended) {
      return;
    }
    streaming = true;
    head.setStatus(200, "OK");
    Headers fields = head.headers();
    fields.add(McpHeaders.CONTENT_TYPE, "text/event-stream");
    fields.add("cache-control", "no-cache, no-transform");
    fields.add("x-accel-buffering", "no");
    context.receiver().responseHead(head, Framing.CHUNKED, context.choice());
  }

  /** A message that is not the last, with the name and id of its event. */
  void message(@Nullable String name, @Nullable String id, byte[] json) {
    openStream();
    event(EventStreamWriter.event("message".equals(name) ? null : name, id, json));
  }

  /** The same with what else a target's event says. */
  void relay(SseEvent from, @Nullable String id, byte[] json) {
    openStream();
    String name = from.name().equals(SseEvent.MESSAGE) ? null : from.name();
    event(EventStreamWriter.event(name, id, from.retry(), json));
  }

  /** A target said something that is not for the client: says a comment in its place. */
  void awake() {
    if (streaming && !ended && !written) {
      event(COMMENT);
    }
    written = false;
  }

  /** Ends the stream. */
  void endStream() {
    if (ended) {
      return;
    }
    ended = true;
    beforeEnd.run();
    context.receiver().responseEnd(NO_TRAILERS);
    context.receiver().flushResponse();
  }

  void flush() {
    context.receiver().flushResponse();
  }

  private void whole(int status, byte[] body) {
    ended = true;
    beforeEnd.run();
    head.setStatus(status, HttpResponseStatus.valueOf(status).reasonPhrase());
    if (status != 204) {
      head.headers().add(McpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
    }
    context.receiver().responseHead(head, body.length, context.choice());
    if (body.length > 0) {
      context.receiver().responseData(Unpooled.wrappedBuffer(body), body.length);
    }
    context.receiver().responseEnd(NO_TRAILERS);
    context.receiver().flushResponse();
  }

  private void event(byte[] bytes) {
    if (!ended) {
      written = true;
      context.receiver().responseData(Unpooled.wrappedBuffer(bytes), bytes.length);
    }
  }
}
