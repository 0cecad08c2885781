package dev.agentgateway.dataplane.protocol.a2a;

import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.protocol.sse.EventStreamReader;
import dev.agentgateway.dataplane.protocol.sse.SseEvent;
import io.netty.buffer.ByteBuf;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an agent answers while it passes and fills in the call, event by event where the
 * answer is a stream. Answers that are neither JSON nor a stream of events, or coded, are not read.
 *
 * <p>Keeps at most one event. Confined to the event loop of its exchange.
 */
public final class A2aResponseReader {
  private static final HeaderName CONTENT_TYPE = HeaderName.of("content-type");
  private static final HeaderName CONTENT_ENCODING = HeaderName.of("content-encoding");

  private final A2aCall call;
  private final int status;
  private final int maxBytes;
  private final @Nullable EventStreamReader events;
  private final @Nullable A2aResult whole;
  private boolean ended;

  /**
   * @param maxBytes bound of a JSON answer and of one event; what exceeds it is not read
   */
  public A2aResponseReader(A2aCall call, ResponseHead head, int maxBytes) {
    this.call = call;
    this.status = head.status();
    this.maxBytes = maxBytes;
    Headers headers = head.headers();
    String type = headers.get(CONTENT_TYPE);
    boolean readable = isPlain(headers.get(CONTENT_ENCODING));
    boolean stream = readable && isEventStream(type);
    this.events = stream ? new EventStreamReader(maxBytes, this::event) : null;
    this.whole =
        readable && !stream && A2aRequest.isJson(type)
            ? new A2aResult(call.binding(), maxBytes)
            : null;
  }

  /** Whether the answer is a stream of events. */
  public boolean isStream() {
    return events != null;
  }

  /** Reads the readable bytes; the buffer's indexes stay. */
  public void read(ByteBuf data) {
    if (events != null) {
      events.read(data);
    } else if (whole != null) {
      whole.read(data);
    }
  }

  /** The body ended. */
  public void end() {
    end(false);
  }

  /** The body was cut: what was seen of it is told. */
  public void cut() {
    end(true);
  }

  private void end(boolean isCut) {
    if (ended) {
      return;
    }
    ended = true;
    if (whole != null) {
      whole.end(call, status, isCut);
    } else if (status >= 400) {
      call.refuse(status, Integer.toString(status), "");
    } else if (!isCut && call.updates() > 0) {
      call.succeed();
    }
  }

  private void event(SseEvent event) {
    if (event.dataLength() == 0) {
      return;
    }
    A2aResult result = new A2aResult(call.binding(), maxBytes);
    result.read(event.buffer().slice(event.dataIndex(), event.dataLength()));
    call.countUpdate();
    result.end(call, status, true);
  }

  private static boolean isPlain(@Nullable String encoding) {
    return encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity");
  }

  private static boolean isEventStream(@Nullable String contentType) {
    return contentType != null
        && contentType.strip().toLowerCase(Locale.ROOT).startsWith("text/event-stream");
  }
}
