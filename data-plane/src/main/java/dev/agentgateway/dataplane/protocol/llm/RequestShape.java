package dev.agentgateway.dataplane.protocol.llm;

import dev.agentgateway.dataplane.protocol.json.JsonShape;
import java.util.function.BiConsumer;

/**
 * What is read of a request. The members of all formats are read together: no name means different
 * things in two of them.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference">OpenAI</a>
 * @see <a href="https://docs.anthropic.com/en/api/messages">Anthropic</a>
 */
final class RequestShape {
  static final JsonShape<RequestFields> PLAIN = request(false);
  static final JsonShape<RequestFields> CAPTURING = request(true);

  private static final int MAX_NAME = 256;
  private static final int MAX_WORD = 64;

  private RequestShape() {}

  private static JsonShape<RequestFields> request(boolean captures) {
    JsonShape<RequestFields> shape =
        JsonShape.<RequestFields>value()
            .begin(fields -> fields.isObject = true)
            .member("model", model())
            .member(
                "stream",
                JsonShape.<RequestFields>value()
                    .flag((fields, value) -> fields.stream = value)
                    .wrongType(fields -> fields.wrongType = "stream is no boolean"))
            .member("stream_options", streamOptions())
            .member("messages", messages(captures))
            .member("input", input(captures))
            .member("conversation", conversation())
            .member("previous_response_id", text((f, value) -> f.previousResponseId = value))
            .member(
                "metadata",
                JsonShape.<RequestFields>value()
                    .member(
                        "user_id",
                        JsonShape.<RequestFields>value()
                            .text(1024, (fields, text) -> fields.userId = text.string())));
    parameters(shape);
    if (captures) {
      shape
          .member("system", instructions("system"))
          .member("instructions", instructions("system"))
          .member("prompt", instructions("user"));
    }
    return shape;
  }

  private static JsonShape<RequestFields> model() {
    return text((fields, value) -> fields.model = value)
        .place((fields, start, end) -> fields.models.add(place(start, end)))
        .wrongType(fields -> fields.wrongType = "model is no string");
  }

  private static JsonShape<RequestFields> streamOptions() {
    return JsonShape.<RequestFields>value()
        .begin(fields -> fields.includesUsage = false)
        .member(
            "include_usage",
            JsonShape.<RequestFields>value()
                .flag((fields, value) -> fields.includesUsage = value)
                .place((fields, start, end) -> fields.includeUsages.add(place(start, end))))
        .place((fields, start, end) -> fields.streamOptions.add(place(start, end)));
  }

  private static void parameters(JsonShape<RequestFields> shape) {
    JsonShape<RequestFields> maxTokens =
        JsonShape.<RequestFields>value().integer((fields, value) -> fields.maxTokens = value);
    JsonShape<RequestFields> stop =
        JsonShape.<RequestFields>value()
            .text(MAX_WORD, (fields, text) -> addStopSequence(fields, text.string()))
            .begin(fields -> fields.stopSequences.clear())
            .elements(
                JsonShape.<RequestFields>value()
                    .text(MAX_WORD, (fields, text) -> addStopSequence(fields, text.string())));
    JsonShape<RequestFields> effort =
        JsonShape.<RequestFields>value()
            .member("effort", word((fields, value) -> fields.reasoningEffort = value));
    shape
        .member(
            "temperature",
            JsonShape.<RequestFields>value().decimal((fields, v) -> fields.temperature = v))
        .member("top_p", JsonShape.<RequestFields>value().decimal((fields, v) -> fields.topP = v))
        .member("top_k", JsonShape.<RequestFields>value().integer((fields, v) -> fields.topK = v))
        .member("max_tokens", maxTokens)
        .member("max_completion_tokens", maxTokens)
        .member("max_output_tokens", maxTokens)
        .member(
            "frequency_penalty",
            JsonShape.<RequestFields>value().decimal((fields, v) -> fields.frequencyPenalty = v))
        .member(
            "presence_penalty",
            JsonShape.<RequestFields>value().decimal((fields, v) -> fields.presencePenalty = v))
        .member("seed", JsonShape.<RequestFields>value().integer((fields, v) -> fields.seed = v))
        .member("n", JsonShape.<RequestFields>value().integer((f, v) -> f.choiceCount = v))
        .member("dimensions", JsonShape.<RequestFields>value().integer((f, v) -> f.dimensions = v))
        .member("stop", stop)
        .member("stop_sequences", stop)
        .member("encoding_format", word((fields, value) -> fields.encodingFormat = value))
        .member("reasoning_effort", word((fields, value) -> fields.reasoningEffort = value))
        .member("reasoning", effort)
        .member("output_config", effort)
        .member("service_tier", word((fields, value) -> fields.serviceTier = value));
  }

  private static void addStopSequence(RequestFields fields, String value) {
    if (fields.stopSequences.size() < RequestFields.MAX_STOP_SEQUENCES) {
      fields.stopSequences.add(value);
    }
  }

  private static JsonShape<RequestFields> conversation() {
    return text((fields, value) -> fields.conversationId = value)
        .member("id", text((fields, value) -> fields.conversationId = value));
  }

  /**
   * Messages of chat completions, with results as messages, or Anthropic's, with results inside.
   */
  private static JsonShape<RequestFields> messages(boolean captures) {
    JsonShape<RequestFields> message =
        JsonShape.<RequestFields>value()
            .begin(fields -> fields.beginMessage(""))
            .end(
                fields -> {
                  fields.addToolResult();
                  if (captures) {
                    fields.endMessage();
                  }
                })
            .member(
                "tool_call_id",
                text(
                    (fields, value) -> {
                      fields.toolId = value;
                      fields.isToolResult = true;
                    }))
            .member("content", content(captures));
    if (captures) {
      message.member("role", word(RequestFields::setRole));
    }
    return JsonShape.<RequestFields>value().elements(message);
  }

  /** Content of a message: a text, or parts that are texts, results of tools or passed over. */
  private static JsonShape<RequestFields> content(boolean captures) {
    JsonShape<RequestFields> part =
        JsonShape.<RequestFields>value()
            .member(
                "type",
                JsonShape.<RequestFields>value()
                    .text(
                        MAX_WORD,
                        (fields, text) -> {
                          if (text.is("tool_result")) {
                            fields.isToolResult = true;
                          }
                        }))
            .member("tool_use_id", text((fields, value) -> fields.toolId = value))
            .end(RequestFields::addToolResult);
    JsonShape<RequestFields> content = JsonShape.<RequestFields>value().elements(part);
    if (captures) {
      part.member("text", captured());
      content.cutText(
          LlmCapture.MAX_CHARACTERS, (fields, text) -> fields.addContent(text.string()));
    }
    return content;
  }

  /** Input of responses and embeddings: a text, texts, or items. */
  private static JsonShape<RequestFields> input(boolean captures) {
    JsonShape<RequestFields> item =
        JsonShape.<RequestFields>value()
            .begin(fields -> fields.beginMessage("user"))
            .end(
                fields -> {
                  fields.addToolResult();
                  if (captures) {
                    fields.endMessage();
                  }
                })
            .member(
                "type",
                JsonShape.<RequestFields>value()
                    .text(
                        MAX_WORD,
                        (fields, text) -> fields.isToolResult = text.string().endsWith("_output")))
            .member("call_id", text((fields, value) -> fields.toolId = value));
    JsonShape<RequestFields> input = JsonShape.<RequestFields>value().elements(item);
    if (captures) {
      item.member("role", word(RequestFields::setRole)).member("content", content(true));
      item.cutText(
          LlmCapture.MAX_CHARACTERS, (fields, text) -> fields.addMessage("user", text.string()));
      input.cutText(
          LlmCapture.MAX_CHARACTERS, (fields, text) -> fields.addMessage("user", text.string()));
    }
    return input;
  }

  /** A text, texts, or parts with a text each, as messages of a role. */
  private static JsonShape<RequestFields> instructions(String role) {
    JsonShape<RequestFields> message =
        JsonShape.<RequestFields>value()
            .cutText(
                LlmCapture.MAX_CHARACTERS,
                (fields, text) -> fields.addMessage(role, text.string()));
    return JsonShape.<RequestFields>value()
        .cutText(
            LlmCapture.MAX_CHARACTERS, (fields, text) -> fields.addMessage(role, text.string()))
        .elements(
            JsonShape.<RequestFields>value()
                .cutText(
                    LlmCapture.MAX_CHARACTERS,
                    (fields, text) -> fields.addMessage(role, text.string()))
                .member("text", message));
  }

  private static JsonShape<RequestFields> captured() {
    return JsonShape.<RequestFields>value()
        .cutText(LlmCapture.MAX_CHARACTERS, (fields, text) -> fields.addContent(text.string()));
  }

  private static JsonShape<RequestFields> text(BiConsumer<RequestFields, String> reader) {
    return JsonShape.<RequestFields>value()
        .text(MAX_NAME, (fields, text) -> reader.accept(fields, text.string()));
  }

  private static JsonShape<RequestFields> word(BiConsumer<RequestFields, String> reader) {
    return JsonShape.<RequestFields>value()
        .text(MAX_WORD, (fields, text) -> reader.accept(fields, text.string()));
  }

  private static LlmPlaces.Place place(long start, long end) {
    return new LlmPlaces.Place((int) start, (int) end);
  }
}
