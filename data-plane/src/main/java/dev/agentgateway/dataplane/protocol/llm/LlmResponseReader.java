package dev.agentgateway.dataplane.protocol.llm;

import dev.agentgateway.dataplane.protocol.json.JsonReader;
import dev.agentgateway.dataplane.protocol.sse.EventStreamFilter;
import dev.agentgateway.dataplane.protocol.sse.EventStreamReader;
import dev.agentgateway.dataplane.protocol.sse.SseEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a response, after any content coding, into its {@link LlmCall} while it passes:
 * an event stream, JSON, or neither by its content type. Of a JSON body of any size nothing is kept
 * but what the call shows.
 */
public final class LlmResponseReader {
  /** A usage chunk is small; an event that is larger is not held back to be looked at. */
  private static final int MAX_HELD_BYTES = 16 * 1024;

  private static final int FIRST_ERROR = 400;
  private static final String ERROR = "provider_error";
  private static final String ERROR_TEXT = "the provider reported an error";

  private enum Kind {
    EVENTS,
    FILTERED_EVENTS,
    JSON,
    UNREAD
  }

  private final LlmCall call;
  private final Kind kind;
  private final ResponseFields fields;
  private final boolean isError;
  private final long startNanos;
  private final boolean hidesUsage;
  private final JsonReader<ResponseFields> json;
  private final @Nullable EventStreamReader events;
  private final @Nullable EventStreamFilter filter;
  private long nowNanos;
  private boolean malformed;
  private boolean ended;

  /**
   * @param status of the response; of one from 400 on only the kind of its error is read
   * @param contentType of the response; empty: JSON
   * @param capture texts to keep
   * @param hidesUsage whether the chunk that carries nothing but the usage is taken out, and a
   *     usage of null out of the other ones
   * @param maxEventBytes an event over this is passed over
   * @param startNanos time when the request was sent, by {@link System#nanoTime}
   */
  public LlmResponseReader(
      LlmCall call,
      int status,
      String contentType,
      LlmCapture capture,
      boolean hidesUsage,
      int maxEventBytes,
      long startNanos) {
    this.call = call;
    this.hidesUsage = hidesUsage;
    this.startNanos = startNanos;
    isError = status >= FIRST_ERROR;
    kind = kind(contentType, hidesUsage);
    boolean isStream = kind == Kind.EVENTS || kind == Kind.FILTERED_EVENTS;
    fields = new ResponseFields(call, isStream, capture);
    json =
        new JsonReader<>(
            ResponseShapes.of(call.format(), capture.completion() || capture.toolArguments()));
    events = kind == Kind.EVENTS ? new EventStreamReader(maxEventBytes, this::event) : null;
    filter =
        kind == Kind.FILTERED_EVENTS
            ? new EventStreamFilter(maxEventBytes, MAX_HELD_BYTES, this::hides)
            : null;
    // An earlier attempt may have failed.
    call.setProviderError(null, null);
    if (!isError) {
      call.setStreaming(isStream);
    }
    if (kind == Kind.JSON) {
      fields.begin();
      json.begin(fields);
    } else if (kind == Kind.UNREAD && !isError) {
      call.setPartlyRead();
    }
  }

  private static Kind kind(String contentType, boolean hidesUsage) {
    int semicolon = contentType.indexOf(';');
    String type =
        (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
            .strip()
            .toLowerCase(Locale.ROOT);
    if (type.equals("text/event-stream")) {
      return hidesUsage ? Kind.FILTERED_EVENTS : Kind.EVENTS;
    }
    return type.isEmpty() || type.equals("application/json") || type.endsWith("+json")
        ? Kind.JSON
        : Kind.UNREAD;
  }

  /**
   * Whether bytes may be taken out, so that the body must pass through {@link #filter} and its
   * length is not known.
   */
  public boolean filters() {
    return kind == Kind.FILTERED_EVENTS;
  }

  /**
   * Reads the readable bytes; the buffer's indices stay. Not where the reader {@link #filters}.
   *
   * @param now {@link System#nanoTime}
   */
  public void read(ByteBuf in, long now) {
    nowNanos = now;
    if (events != null) {
      events.read(in);
    } else if (kind == Kind.JSON && !malformed) {
      malformed = !json.read(in, in.readerIndex(), in.readableBytes());
    }
  }

  /**
   * Reads the readable bytes of a buffer, which it then owns, and returns what is sent on, the
   * caller's to release; see {@link EventStreamFilter#filter}.
   *
   * @param now {@link System#nanoTime}
   */
  public ByteBuf filter(ByteBuf in, long now) {
    nowNanos = now;
    if (filter != null) {
      return filter.filter(in);
    }
    read(in, now);
    return in;
  }

  /**
   * The body ended, or was cut off by either side; only the first call counts.
   *
   * @return what is left to send on, the caller's to release; mostly empty
   */
  public ByteBuf end(boolean cut) {
    if (ended) {
      return Unpooled.EMPTY_BUFFER;
    }
    ended = true;
    long passedOver = 0;
    if (events != null) {
      passedOver = events.passedOver();
    } else if (filter != null) {
      passedOver = filter.passedOver();
    } else if (kind == Kind.JSON) {
      endJson(cut);
    }
    if (passedOver > 0) {
      call.setPartlyRead();
    }
    if (!isError) {
      if (fields.isStream && !cut && call.isEveryChoiceFinished()) {
        // Not every provider sends the event that ends a stream.
        call.setComplete();
      }
      if (!call.isComplete() && call.format().generates() && kind != Kind.UNREAD && !malformed) {
        call.setUnfinished();
      }
    }
    return filter == null ? Unpooled.EMPTY_BUFFER : filter.end();
  }

  private void endJson(boolean cut) {
    malformed = malformed || (!cut && !json.end());
    if (malformed) {
      call.setPartlyRead();
    } else if (json.isDone()) {
      finishText();
      if (!isError) {
        call.setComplete();
      }
    }
  }

  private boolean hides(SseEvent event) {
    boolean isObject = read(event);
    if (!hidesUsage || isUsageOnly()) {
      return hidesUsage;
    }
    if (isObject && !fields.sawUsage) {
      NullUsage.hide(event);
    }
    return false;
  }

  /** Whether the last event carries the usage and no part of an answer. */
  private boolean isUsageOnly() {
    return fields.sawUsage && fields.sawChoices && fields.elements == 0;
  }

  private void event(SseEvent event) {
    read(event);
  }

  /** Reads an event; false where its data is no JSON. */
  private boolean read(SseEvent event) {
    fields.begin();
    if (event.dataIs("[DONE]")) {
      call.setComplete();
      return false;
    }
    json.begin(fields);
    if (!json.read(event.buffer(), event.dataIndex(), event.dataLength()) || !json.end()) {
      fields.begin();
      call.setPartlyRead();
      return false;
    }
    if (!isError && !fields.type.equals("ping") && !isUsageOnly()) {
      call.addChunk(nowNanos - startNanos);
    }
    finishText();
    return true;
  }

  /** An event, or the body, was read. */
  private void finishText() {
    switch (call.format()) {
      case MESSAGES -> finishMessage();
      case RESPONSES -> finishResponse();
      case CHAT_COMPLETIONS, COMPLETIONS, EMBEDDINGS, COUNT_TOKENS -> {}
    }
    if (fields.type.equals("error")) {
      fields.sawError = true;
    }
    if (fields.sawError) {
      String code = fields.errorCode;
      call.setProviderError(fields.errorType, code);
      if (!isError) {
        String type = fields.errorType == null ? ERROR : fields.errorType;
        call.fail(code == null ? type : code, ERROR_TEXT);
      }
    }
  }

  private void finishMessage() {
    fields.addText(0);
    if (fields.isStream && (fields.isToolCall || fields.toolArguments != null)) {
      fields.toolIndex = fields.index;
      fields.endTool(0);
    }
    if (fields.finishReason != null) {
      call.setFinishReason(0, fields.finishReason);
    }
    if (fields.type.equals("message_stop")) {
      call.setComplete();
    }
  }

  private void finishResponse() {
    if (!fields.isStream || fields.type.equals("response.output_text.delta")) {
      fields.addText(0);
    }
    String status = fields.status;
    if (status == null) {
      return;
    }
    String reason =
        switch (status) {
          case "completed" -> call.toolCallParts().isEmpty() ? "stop" : "tool_calls";
          case "incomplete" -> incompleteReason();
          case "failed" -> LlmCall.UNFINISHED;
          case "cancelled" -> status;
          default -> null;
        };
    if (reason != null) {
      call.setFinishReason(0, reason);
      call.setComplete();
    }
  }

  private String incompleteReason() {
    String reason = fields.incompleteReason;
    if (reason == null || reason.equals("max_output_tokens")) {
      return "length";
    }
    return reason;
  }
}
