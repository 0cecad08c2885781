package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's older completions of a text.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/completions">Completions</a>
 */
final class OpenAiCompletions implements LlmFormat {

  @Override
  public Optional<String> mistake(JsonNode request) {
    return request.path("prompt").isMissingNode()
        ? Optional.of("Missing required parameter: 'prompt'.")
        : Optional.empty();
  }

  @Override
  public Prompt prompt(JsonNode request) {
    String text = Prompt.textOf(request.path("prompt"));
    return new Prompt(
        request.path("model").asText(),
        text,
        1,
        "user",
        text,
        List.of(),
        request.path("max_tokens").asInt(),
        false);
  }

  @Override
  public ObjectNode whole(JsonNode request, ModelTurn turn) {
    ObjectNode body = OpenAi.head(request, "cmpl-", "text_completion");
    putChoice(body, turn.text(), finishReason(turn));
    body.set("usage", OpenAi.usage(turn.tokens()));
    return body;
  }

  @Override
  public List<ServerEvent> events(JsonNode request, ModelTurn turn) {
    ObjectNode head = OpenAi.head(request, "cmpl-", "text_completion");
    boolean usage = request.path("stream_options").path("include_usage").asBoolean();
    List<ServerEvent> events = new ArrayList<>();
    for (String piece : turn.pieces()) {
      events.add(chunk(head, usage, piece, null));
    }
    events.add(chunk(head, usage, "", finishReason(turn)));
    if (usage) {
      ObjectNode last = head.deepCopy();
      last.putArray("choices");
      last.set("usage", OpenAi.usage(turn.tokens()));
      events.add(ServerEvent.of(last));
    }
    events.add(new ServerEvent("", "[DONE]"));
    return events;
  }

  private static ServerEvent chunk(
      ObjectNode head, boolean usage, String text, @Nullable String finishReason) {
    ObjectNode body = head.deepCopy();
    putChoice(body, text, finishReason);
    if (usage) {
      body.putNull("usage");
    }
    return ServerEvent.of(body);
  }

  private static void putChoice(ObjectNode body, String text, @Nullable String finishReason) {
    body.putArray("choices")
        .addObject()
        .put("text", text)
        .put("index", 0)
        .putNull("logprobs")
        .put("finish_reason", finishReason);
  }

  private static String finishReason(ModelTurn turn) {
    return turn.isCutShort() ? "length" : "stop";
  }

  @Override
  public ObjectNode error(int status, String message) {
    return OpenAi.error(status, message);
  }
}
