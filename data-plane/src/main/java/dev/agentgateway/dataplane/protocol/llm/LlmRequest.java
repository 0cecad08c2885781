package dev.agentgateway.dataplane.protocol.llm;

import dev.agentgateway.dataplane.protocol.json.JsonReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request says.
 *
 * @param problem why it could not be read; null: it was
 * @param model null where it names none
 * @param stream whether the answer is asked for as a stream
 * @param includesUsage whether the client asked for the usage in the stream itself
 * @param conversationId real identifier of the conversation that it continues
 * @param userSession session in Anthropic's {@code metadata.user_id}
 * @param toolResults ids of the tool calls whose results it carries, the last 64 in their order
 * @param prompt empty where it is not captured
 * @param bodyBytes size of its body
 * @param places where it may be edited
 */
public record LlmRequest(
    LlmFormat format,
    @Nullable Problem problem,
    @Nullable String model,
    boolean stream,
    boolean includesUsage,
    LlmParameters parameters,
    @Nullable String conversationId,
    @Nullable String previousResponseId,
    @Nullable String userSession,
    List<String> toolResults,
    List<LlmMessage> prompt,
    long bodyBytes,
    LlmPlaces places) {

  /** Why a request could not be read. */
  public enum Reason {
    /** No JSON text. */
    MALFORMED,
    /** JSON, but no object. */
    NOT_AN_OBJECT,
    INVALID_UTF8,
    /** {@code model} is no string or {@code stream} no boolean. */
    WRONG_TYPE,
    /** The body is larger than the bound. */
    TOO_LARGE,
    /** The body has a content coding. */
    CODED
  }

  /**
   * Why a request could not be read.
   *
   * @param detail for people; nothing of the request but offsets
   */
  public record Problem(Reason reason, String detail) {}

  public LlmRequest {
    toolResults = List.copyOf(toolResults);
    prompt = List.copyOf(prompt);
  }

  /** A request that could not be read. */
  public static LlmRequest unreadable(
      LlmFormat format, Reason reason, String detail, long bodyBytes) {
    return new LlmRequest(
        format,
        new Problem(reason, detail),
        null,
        false,
        false,
        LlmParameters.NONE,
        null,
        null,
        null,
        List.of(),
        List.of(),
        bodyBytes,
        LlmPlaces.NONE);
  }

  /**
   * Reads the readable bytes of a buffer as the whole body; its indices stay. Members that occur
   * twice count as the last of them does. Never fails: see {@link #problem}.
   */
  public static LlmRequest read(LlmFormat format, ByteBuf body, LlmCapture capture) {
    int start = body.readerIndex();
    int length = body.readableBytes();
    RequestFields fields = new RequestFields(capture);
    JsonReader<RequestFields> reader =
        new JsonReader<>(capture.prompt() ? RequestShape.CAPTURING : RequestShape.PLAIN);
    reader.begin(fields);
    reader.read(body, start, length);
    if (!reader.end()) {
      String problem = Objects.requireNonNull(reader.problem());
      return unreadable(format, Reason.MALFORMED, problem, length);
    }
    if (!fields.isObject) {
      return unreadable(format, Reason.NOT_AN_OBJECT, "the body is no JSON object", length);
    }
    if (reader.hasNonAscii() && !ByteBufUtil.isText(body, start, length, StandardCharsets.UTF_8)) {
      return unreadable(format, Reason.INVALID_UTF8, "the body is not UTF-8", length);
    }
    if (fields.wrongType != null) {
      return unreadable(format, Reason.WRONG_TYPE, fields.wrongType, length);
    }
    int brace = body.indexOf(start, start + length, (byte) '{');
    return fields.request(format, length, brace + 1 - start);
  }
}
