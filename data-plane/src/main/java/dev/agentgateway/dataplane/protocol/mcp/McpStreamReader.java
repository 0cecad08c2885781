package dev.agentgateway.dataplane.protocol.mcp;

import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcBody;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcReader;
import dev.agentgateway.dataplane.protocol.sse.EventStreamReader;
import dev.agentgateway.dataplane.protocol.sse.SseEvent;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of a response, one JSON body or a stream of events, while its bytes pass.
 * Keeps no more than one message, and none that exceeds the bound: that is passed over.
 */
public final class McpStreamReader {
  private static final int FIRST_BYTES = 1024;

  /** How a response carries messages. */
  public enum Kind {
    /** As its body. */
    JSON,
    /** As the data of server-sent events. */
    EVENTS,
    /** Not at all. */
    OTHER;

    /** By the value of {@code content-type}; null: the field is absent. */
    public static Kind of(@Nullable String contentType) {
      if (contentType == null) {
        return OTHER;
      }
      int end = contentType.indexOf(';');
      String type = (end < 0 ? contentType : contentType.substring(0, end)).strip();
      return switch (type.toLowerCase(Locale.ROOT)) {
        case "application/json" -> JSON;
        case "text/event-stream" -> EVENTS;
        default -> OTHER;
      };
    }
  }

  /** Takes messages. */
  public interface Sink {
    /**
     * What a body or an event holds.
     *
     * @param event what carried it, valid until return; null for a body
     */
    void message(JsonRpcBody body, @Nullable SseEvent event);

    /** An event without data that has an id, from which a client may resume. */
    void mark(SseEvent event);
  }

  private final Kind kind;
  private final int maxMessageBytes;
  private final Sink sink;
  private final @Nullable EventStreamReader events;
  private byte[] body = new byte[0];
  private int length;
  private boolean tooLarge;

  public McpStreamReader(Kind kind, int maxMessageBytes, Sink sink) {
    this.kind = kind;
    this.maxMessageBytes = maxMessageBytes;
    this.sink = sink;
    this.events = kind == Kind.EVENTS ? new EventStreamReader(maxMessageBytes, this::event) : null;
  }

  public Kind kind() {
    return kind;
  }

  /** Messages that were passed over because they exceed the bound. */
  public long passedOver() {
    return events != null ? events.passedOver() : tooLarge ? 1 : 0;
  }

  /** Whether an event has begun and not ended. */
  public boolean isInEvent() {
    return events != null && events.pendingStart() != events.position();
  }

  /** Reads bytes of the buffer; its indices stay. */
  public void read(ByteBuf in, int index, int count) {
    if (events != null) {
      events.read(in, index, count);
    } else if (kind == Kind.JSON && !tooLarge) {
      keep(in, index, count);
    }
  }

  /** The whole response was read. */
  public void end() {
    if (kind == Kind.JSON && !tooLarge && length > 0) {
      sink.message(JsonRpcReader.read(body, 0, length), null);
    }
  }

  private void keep(ByteBuf in, int index, int count) {
    int needed = length + count;
    if (needed > maxMessageBytes) {
      tooLarge = true;
      body = new byte[0];
      return;
    }
    if (needed > body.length) {
      body = Arrays.copyOf(body, Math.max(needed, Math.max(FIRST_BYTES, 2 * body.length)));
    }
    in.getBytes(index, body, length, count);
    length = needed;
  }

  private void event(SseEvent event) {
    if (event.dataLength() > 0) {
      sink.message(JsonRpcReader.read(event.copyData()), event);
    } else if (event.id() != null) {
      sink.mark(event);
    }
  }
}
