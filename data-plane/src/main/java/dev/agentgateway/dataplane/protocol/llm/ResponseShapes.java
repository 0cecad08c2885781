package dev.agentgateway.dataplane.protocol.llm;

import dev.agentgateway.dataplane.protocol.json.JsonShape;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is read of a response, or of an event of its stream, in each format. Texts are read only
 * where they are captured.
 */
final class ResponseShapes {
  private static final int MAX_NAME = 256;
  private static final int MAX_WORD = 64;

  private static final JsonShape<ResponseFields> CHAT = chat(false);
  private static final JsonShape<ResponseFields> CHAT_WITH_TEXT = chat(true);
  private static final JsonShape<ResponseFields> MESSAGES = messages(false);
  private static final JsonShape<ResponseFields> MESSAGES_WITH_TEXT = messages(true);
  private static final JsonShape<ResponseFields> RESPONSES = responses(false);
  private static final JsonShape<ResponseFields> RESPONSES_WITH_TEXT = responses(true);
  private static final JsonShape<ResponseFields> EMBEDDINGS = embeddings();
  private static final JsonShape<ResponseFields> COUNT = count();

  private ResponseShapes() {}

  static JsonShape<ResponseFields> of(LlmFormat format, boolean withText) {
    return switch (format) {
      case CHAT_COMPLETIONS, COMPLETIONS -> withText ? CHAT_WITH_TEXT : CHAT;
      case MESSAGES -> withText ? MESSAGES_WITH_TEXT : MESSAGES;
      case RESPONSES -> withText ? RESPONSES_WITH_TEXT : RESPONSES;
      case EMBEDDINGS -> EMBEDDINGS;
      case COUNT_TOKENS -> COUNT;
    };
  }

  static JsonShape<ResponseFields> serviceTier() {
    return unlessSame(LlmCall::serviceTier, LlmCall::setServiceTier);
  }

  /** Chat completions, completions and their chunks. */
  private static JsonShape<ResponseFields> chat(boolean withText) {
    JsonShape<ResponseFields> function =
        JsonShape.<ResponseFields>value()
            .member("name", name((fields, value) -> fields.toolName = value));
    JsonShape<ResponseFields> tool =
        JsonShape.<ResponseFields>value()
            .begin(ResponseFields::beginTool)
            .end(fields -> fields.endTool(fields.index))
            .member(
                "index",
                JsonShape.<ResponseFields>value()
                    .integer((fields, value) -> fields.toolIndex = (int) value))
            .member("id", name((fields, value) -> fields.toolId = value.isEmpty() ? null : value))
            .member("function", function);
    JsonShape<ResponseFields> message =
        JsonShape.<ResponseFields>value()
            .member("tool_calls", JsonShape.<ResponseFields>value().elements(tool));
    JsonShape<ResponseFields> choice =
        JsonShape.<ResponseFields>value()
            .begin(ResponseFields::beginChoice)
            .end(ResponseFields::endChoice)
            .member(
                "index",
                JsonShape.<ResponseFields>value()
                    .integer((fields, value) -> fields.index = (int) value))
            .member("finish_reason", word((fields, value) -> fields.finishReason = value))
            .member("delta", message)
            .member("message", message);
    if (withText) {
      function.member("arguments", arguments());
      message.member("content", texts("text"));
      choice.member("text", text());
    }
    return common()
        .member(
            "system_fingerprint",
            unlessSame(LlmCall::systemFingerprint, LlmCall::setSystemFingerprint))
        .member(
            "choices",
            JsonShape.<ResponseFields>value()
                .begin(fields -> fields.sawChoices = true)
                .elements(choice));
  }

  /** Anthropic's messages and the events of their streams. */
  private static JsonShape<ResponseFields> messages(boolean withText) {
    JsonShape<ResponseFields> block =
        JsonShape.<ResponseFields>value()
            .begin(ResponseFields::beginTool)
            .end(
                fields -> {
                  if (!fields.isStream) {
                    fields.endWholeTool();
                  }
                })
            .member(
                "type",
                JsonShape.<ResponseFields>value()
                    .text(MAX_WORD, (fields, text) -> fields.isToolCall = text.is("tool_use")))
            .member("id", name((fields, value) -> fields.toolId = value))
            .member("name", name((fields, value) -> fields.toolName = value));
    JsonShape<ResponseFields> delta =
        JsonShape.<ResponseFields>value()
            .member("stop_reason", word((fields, value) -> fields.finishReason = value));
    if (withText) {
      block
          .member("text", text())
          .member(
              "input",
              JsonShape.<ResponseFields>value()
                  .raw(
                      LlmCapture.MAX_CHARACTERS,
                      (fields, text) -> {
                        // A stream begins with an empty object and sends the text in pieces.
                        if (!fields.isStream) {
                          fields.takeArguments(text);
                        }
                      }));
      delta.member("text", text()).member("partial_json", arguments());
    }
    return common()
        .member(
            "message",
            JsonShape.<ResponseFields>value()
                .member("id", name((fields, value) -> fields.call.setResponseId(value)))
                .member("model", name((fields, value) -> fields.call.setResponseModel(value)))
                .member("usage", UsageShape.usage()))
        .member(
            "index",
            JsonShape.<ResponseFields>value()
                .integer((fields, value) -> fields.index = (int) value))
        .member("stop_reason", word((fields, value) -> fields.finishReason = value))
        .member("content", JsonShape.<ResponseFields>value().elements(block))
        .member("content_block", block)
        .member("delta", delta);
  }

  /** OpenAI responses and the events of their streams. */
  private static JsonShape<ResponseFields> responses(boolean withText) {
    JsonShape<ResponseFields> item =
        JsonShape.<ResponseFields>value()
            .begin(ResponseFields::beginTool)
            .end(ResponseFields::endWholeTool)
            .member(
                "type",
                JsonShape.<ResponseFields>value()
                    .text(
                        MAX_WORD,
                        (fields, text) ->
                            fields.isToolCall =
                                text.is("function_call") || text.is("custom_tool_call")))
            .member("call_id", name((fields, value) -> fields.toolId = value))
            .member("name", name((fields, value) -> fields.toolName = value));
    if (withText) {
      item.member("arguments", arguments())
          .member("input", arguments())
          .member(
              "content",
              JsonShape.<ResponseFields>value()
                  .elements(
                      JsonShape.<ResponseFields>value()
                          .member(
                              "text",
                              JsonShape.<ResponseFields>value()
                                  .cutText(
                                      LlmCapture.MAX_CHARACTERS,
                                      (fields, text) -> {
                                        // A stream has sent it in pieces before.
                                        if (!fields.isStream) {
                                          fields.takeText(text);
                                        }
                                      }))));
    }
    JsonShape<ResponseFields> response = response(common(), item);
    return response(common(), item)
        .member("response", response)
        .member("item", item)
        // Of an event that is an error; its type is the event's.
        .member(
            "code",
            JsonShape.<ResponseFields>value()
                .text(
                    MAX_WORD, (fields, text) -> fields.errorCode = ResponseFields.errorWord(text)))
        .member(
            "delta",
            JsonShape.<ResponseFields>value()
                .cutText(
                    withText ? LlmCapture.MAX_CHARACTERS : 0,
                    (fields, text) -> fields.takeText(text)));
  }

  private static JsonShape<ResponseFields> response(
      JsonShape<ResponseFields> shape, JsonShape<ResponseFields> item) {
    return shape
        .member("status", word((fields, value) -> fields.status = value))
        .member(
            "conversation",
            JsonShape.<ResponseFields>value()
                .member("id", name((fields, value) -> fields.call.setConversationId(value))))
        .member(
            "incomplete_details",
            JsonShape.<ResponseFields>value()
                .member("reason", word((fields, value) -> fields.incompleteReason = value)))
        .member("output", JsonShape.<ResponseFields>value().elements(item));
  }

  private static JsonShape<ResponseFields> embeddings() {
    return common();
  }

  private static JsonShape<ResponseFields> count() {
    return common()
        .member(
            "input_tokens",
            JsonShape.<ResponseFields>value()
                .integer((fields, value) -> fields.call.setCountedTokens(value)));
  }

  /** What responses of all formats have, and their errors. */
  private static JsonShape<ResponseFields> common() {
    return JsonShape.<ResponseFields>value()
        .member("type", word((fields, value) -> fields.type = value))
        .member("id", unlessSame(LlmCall::responseId, LlmCall::setResponseId))
        .member("model", unlessSame(LlmCall::responseModel, LlmCall::setResponseModel))
        .member("service_tier", serviceTier())
        .member("usage", UsageShape.usage())
        .member(
            "error",
            JsonShape.<ResponseFields>value()
                .begin(fields -> fields.sawError = true)
                .cutText(0, (fields, text) -> fields.sawError = true)
                .member("type", errorWord((fields, value) -> fields.errorType = value))
                .member("code", errorWord((fields, value) -> fields.errorCode = value)));
  }

  private static JsonShape<ResponseFields> errorWord(BiConsumer<ResponseFields, String> reader) {
    return JsonShape.<ResponseFields>value()
        .text(
            MAX_WORD,
            (fields, text) -> {
              String word = ResponseFields.errorWord(text);
              if (word != null) {
                reader.accept(fields, word);
              }
            });
  }

  /** A name that every chunk repeats, mostly the same one. */
  private static JsonShape<ResponseFields> unlessSame(
      Function<LlmCall, @Nullable String> known, BiConsumer<LlmCall, String> reader) {
    return JsonShape.<ResponseFields>value()
        .text(
            MAX_NAME,
            (fields, text) -> {
              String before = known.apply(fields.call);
              if (text.length() > 0 && (before == null || !text.is(before))) {
                reader.accept(fields.call, text.string());
              }
            });
  }

  /** A text, or parts with a text each. */
  private static JsonShape<ResponseFields> texts(String member) {
    return text().elements(JsonShape.<ResponseFields>value().member(member, text()));
  }

  private static JsonShape<ResponseFields> text() {
    return JsonShape.<ResponseFields>value()
        .cutText(LlmCapture.MAX_CHARACTERS, ResponseFields::takeText);
  }

  private static JsonShape<ResponseFields> arguments() {
    return JsonShape.<ResponseFields>value()
        .cutText(LlmCapture.MAX_CHARACTERS, ResponseFields::takeArguments);
  }

  private static JsonShape<ResponseFields> name(BiConsumer<ResponseFields, String> reader) {
    return JsonShape.<ResponseFields>value()
        .text(MAX_NAME, (fields, text) -> reader.accept(fields, text.string()));
  }

  private static JsonShape<ResponseFields> word(BiConsumer<ResponseFields, String> reader) {
    return JsonShape.<ResponseFields>value()
        .text(MAX_WORD, (fields, text) -> reader.accept(fields, text.string()));
  }
}
