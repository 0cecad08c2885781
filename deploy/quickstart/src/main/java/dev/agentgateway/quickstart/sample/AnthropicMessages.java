package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.quickstart.sample.ModelTurn.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's messages. Input tokens are told without those of the cache, as Anthropic does.
 *
 * @see <a href="https://docs.anthropic.com/en/api/messages">Messages</a>
 */
final class AnthropicMessages implements LlmFormat {

  @Override
  public Optional<String> mistake(JsonNode request) {
    JsonNode messages = request.path("messages");
    return messages.isArray() && !messages.isEmpty()
        ? Optional.empty()
        : Optional.of("messages: Field required");
  }

  @Override
  public Prompt prompt(JsonNode request) {
    JsonNode messages = request.path("messages");
    JsonNode last = messages.path(messages.size() - 1);
    JsonNode content = last.path("content");
    boolean isToolResult = content.path(0).path("type").asText().equals("tool_result");
    List<Prompt.Tool> tools = new ArrayList<>();
    for (JsonNode tool : request.path("tools")) {
      tools.add(new Prompt.Tool(tool.path("name").asText(), tool.path("input_schema")));
    }
    String text = Prompt.textOf(request.path("system")) + Json.text(messages);
    return new Prompt(
        request.path("model").asText(),
        text,
        messages.size(),
        isToolResult ? "tool" : last.path("role").asText("user"),
        Prompt.textOf(content),
        tools,
        request.path("max_tokens").asInt(),
        Json.text(request).contains("\"cache_control\""));
  }

  /** The answer of {@code count_tokens}. */
  ObjectNode count(JsonNode request) {
    return Json.object().put("input_tokens", ModelTurn.tokens(prompt(request).text()));
  }

  @Override
  public ObjectNode whole(JsonNode request, ModelTurn turn) {
    ObjectNode body = message(request);
    ArrayNode content = body.withArray("content");
    if (turn.toolCalls().isEmpty()) {
      content.add(text(turn.text()));
    }
    for (ToolCall call : turn.toolCalls()) {
      content.add(toolUse(call, call.arguments()));
    }
    body.put("stop_reason", stopReason(turn));
    body.set("usage", usage(turn.tokens()).put("output_tokens", turn.tokens().output()));
    return body;
  }

  @Override
  public List<ServerEvent> events(JsonNode request, ModelTurn turn) {
    List<ObjectNode> events = new ArrayList<>();
    ObjectNode message = message(request);
    message.set("usage", usage(turn.tokens()).put("output_tokens", 1));
    event(events, "message_start").set("message", message);
    if (turn.toolCalls().isEmpty()) {
      begin(events, 0, text(""));
      event(events, "ping");
      for (String piece : turn.pieces()) {
        delta(events, 0, Json.object().put("type", "text_delta").put("text", piece));
      }
      event(events, "content_block_stop").put("index", 0);
    }
    for (int index = 0; index < turn.toolCalls().size(); index++) {
      ToolCall call = turn.toolCalls().get(index);
      begin(events, index, toolUse(call, Json.object()));
      for (String piece : ModelTurn.pieces(call)) {
        delta(
            events,
            index,
            Json.object().put("type", "input_json_delta").put("partial_json", piece));
      }
      event(events, "content_block_stop").put("index", index);
    }
    ObjectNode end = event(events, "message_delta");
    end.putObject("delta").put("stop_reason", stopReason(turn)).putNull("stop_sequence");
    end.putObject("usage").put("output_tokens", turn.tokens().output());
    event(events, "message_stop");
    return events.stream().map(ServerEvent::typed).toList();
  }

  private static ObjectNode event(List<ObjectNode> events, String type) {
    ObjectNode event = Json.object().put("type", type);
    events.add(event);
    return event;
  }

  private static void begin(List<ObjectNode> events, int index, ObjectNode block) {
    event(events, "content_block_start").put("index", index).set("content_block", block);
  }

  private static void delta(List<ObjectNode> events, int index, ObjectNode delta) {
    event(events, "content_block_delta").put("index", index).set("delta", delta);
  }

  private static ObjectNode message(JsonNode request) {
    ObjectNode message =
        Json.object()
            .put("id", OpenAi.newId("msg_"))
            .put("type", "message")
            .put("role", "assistant")
            .put("model", request.path("model").asText());
    message.putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence");
    return message;
  }

  private static ObjectNode text(String text) {
    return Json.object().put("type", "text").put("text", text);
  }

  private static ObjectNode toolUse(ToolCall call, @Nullable ObjectNode input) {
    ObjectNode block =
        Json.object()
            .put("type", "tool_use")
            .put("id", "toolu_" + call.id().replaceFirst("^call_", ""))
            .put("name", call.name());
    block.set("input", input);
    return block;
  }

  private static ObjectNode usage(ModelTurn.Tokens tokens) {
    return Json.object()
        .put("input_tokens", tokens.input() - tokens.cached() - tokens.cacheWritten())
        .put("cache_creation_input_tokens", tokens.cacheWritten())
        .put("cache_read_input_tokens", tokens.cached());
  }

  private static String stopReason(ModelTurn turn) {
    if (!turn.toolCalls().isEmpty()) {
      return "tool_use";
    }
    return turn.isCutShort() ? "max_tokens" : "end_turn";
  }

  @Override
  public ObjectNode error(int status, String message) {
    String type =
        switch (status) {
          case 400 -> "invalid_request_error";
          case 404 -> "not_found_error";
          case 429 -> "rate_limit_error";
          case 529 -> "overloaded_error";
          default -> "api_error";
        };
    ObjectNode body = Json.object().put("type", "error");
    body.putObject("error").put("type", type).put("message", message);
    return body;
  }
}
