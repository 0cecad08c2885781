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
  private final @Nullable EventStreamReader events;
  private final @Nullable A2aResult result;
  private long bytesLeft;
  private boolean ended;

  /**
   * @param maxBytes bound of a JSON answer and of one event; what exceeds it is not read
   */
  public A2aResponseReader(A2aCall call, ResponseHead head, int maxBytes) {
    this(call, head, maxBytes, isPlain(head.headers().get(CONTENT_ENCODING)));
  }

  /**
   * @param readable whether what is to be read has no content coding, or none any more
   */
  public A2aResponseReader(A2aCall call, ResponseHead head, int maxBytes, boolean readable) {
    this.call = call;
    this.status = head.status();
    this.bytesLeft = maxBytes;
    Headers headers = head.headers();
    String type = headers.get(CONTENT_TYPE);
    boolean stream = readable && isEventStream(type);
    this.events = stream ? new EventStreamReader(maxBytes, this::event) : null;
    this.result =
        readable && (stream || A2aRequest.isJson(type)) ? new A2aResult(call.binding()) : null;
    if (result != null) {
      result.begin();
    }
  }

  /** Whether the answer is a stream of events. */
  public boolean isStream() {
    return events != null;
  }

  /** Whether a part of the answer is larger than the bound and was not read. */
  public boolean isPartlyRead() {
    return events != null ? events.passedOver() > 0 : bytesLeft < 0;
  }

  /** Reads the readable bytes; the buffer's indexes stay. */
  public void read(ByteBuf in) {
    read(in, in.readerIndex(), in.readableBytes());
  }

  /** Reads bytes of the buffer; its indexes stay. */
  public void read(ByteBuf in, int index, int length) {
    if (events != null) {
      events.read(in, index, length);
    } else if (result != null) {
      bytesLeft -= length;
      if (bytesLeft >= 0) {
        result.read(in, index, length);
      }
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
    if (result != null && events == null) {
      result.end(call, status, isCut);
    } else if (status >= 400) {
      call.refuse(status, Integer.toString(status), "");
    } else if (!isCut && call.updates() > 0) {
      call.succeed();
    }
  }

  private void event(SseEvent event) {
    A2aResult each = result;
    if (event.dataLength() == 0 || each == null) {
      return;
    }
    each.begin();
    each.read(event.buffer(), event.dataIndex(), event.dataLength());
    call.countUpdate();
    each.end(call, status, true);
  }

  private static boolean isPlain(@Nullable String encoding) {
    return encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity");
  }

  private static boolean isEventStream(@Nullable String contentType) {
    return contentType != null
        && contentType.strip().toLowerCase(Locale.ROOT).startsWith("text/event-stream");
  }
}
