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
 * OpenAI's chat completions.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat">Chat completions</a>
 */
final class OpenAiChat implements LlmFormat {

  @Override
  public Optional<String> mistake(JsonNode request) {
    JsonNode messages = request.path("messages");
    return messages.isArray() && !messages.isEmpty()
        ? Optional.empty()
        : Optional.of("Missing required parameter: 'messages'.");
  }

  @Override
  public Prompt prompt(JsonNode request) {
    JsonNode messages = request.path("messages");
    JsonNode last = messages.path(messages.size() - 1);
    List<Prompt.Tool> tools = new ArrayList<>();
    for (JsonNode tool : request.path("tools")) {
      JsonNode function = tool.path("function");
      tools.add(new Prompt.Tool(function.path("name").asText(), function.path("parameters")));
    }
    return new Prompt(
        request.path("model").asText(),
        Json.text(messages),
        messages.size(),
        last.path("role").asText("user"),
        Prompt.textOf(last.path("content")),
        tools,
        request.path("max_completion_tokens").asInt(request.path("max_tokens").asInt()),
        false);
  }

  @Override
  public ObjectNode whole(JsonNode request, ModelTurn turn) {
    ObjectNode body = OpenAi.head(request, "chatcmpl-", "chat.completion");
    ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    if (turn.toolCalls().isEmpty()) {
      message.put("content", turn.text());
    } else {
      message.putNull("content");
      ArrayNode calls = message.putArray("tool_calls");
      for (ToolCall call : turn.toolCalls()) {
        putCall(calls.addObject(), call, Json.text(call.arguments()));
      }
    }
    message.putNull("refusal");
    choice.putNull("logprobs");
    choice.put("finish_reason", finishReason(turn));
    body.set("usage", OpenAi.usage(turn.tokens()));
    return body;
  }

  @Override
  public List<ServerEvent> events(JsonNode request, ModelTurn turn) {
    ObjectNode head = OpenAi.head(request, "chatcmpl-", "chat.completion.chunk");
    boolean usage = request.path("stream_options").path("include_usage").asBoolean();
    List<ServerEvent> events = new ArrayList<>();
    ObjectNode first = Json.object().put("role", "assistant");
    if (turn.toolCalls().isEmpty()) {
      events.add(chunk(head, usage, first.put("content", ""), null));
      for (String piece : turn.pieces()) {
        events.add(chunk(head, usage, Json.object().put("content", piece), null));
      }
    } else {
      events.add(chunk(head, usage, first.putNull("content"), null));
      for (int index = 0; index < turn.toolCalls().size(); index++) {
        toolCall(head, usage, index, turn.toolCalls().get(index), events);
      }
    }
    events.add(chunk(head, usage, Json.object(), finishReason(turn)));
    if (usage) {
      ObjectNode last = head.deepCopy();
      last.putArray("choices");
      last.set("usage", OpenAi.usage(turn.tokens()));
      events.add(ServerEvent.of(last));
    }
    events.add(new ServerEvent("", "[DONE]"));
    return events;
  }

  private static void toolCall(
      ObjectNode head, boolean usage, int index, ToolCall call, List<ServerEvent> events) {
    ObjectNode begin = Json.object();
    putCall(begin.putArray("tool_calls").addObject().put("index", index), call, "");
    events.add(chunk(head, usage, begin, null));
    for (String piece : ModelTurn.pieces(call)) {
      ObjectNode more = Json.object();
      more.putArray("tool_calls")
          .addObject()
          .put("index", index)
          .putObject("function")
          .put("arguments", piece);
      events.add(chunk(head, usage, more, null));
    }
  }

  private static ServerEvent chunk(
      ObjectNode head, boolean usage, ObjectNode delta, @Nullable String finishReason) {
    ObjectNode body = head.deepCopy();
    ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.putNull("logprobs").put("finish_reason", finishReason);
    if (usage) {
      body.putNull("usage");
    }
    return ServerEvent.of(body);
  }

  private static String finishReason(ModelTurn turn) {
    if (!turn.toolCalls().isEmpty()) {
      return "tool_calls";
    }
    return turn.isCutShort() ? "length" : "stop";
  }

  private static void putCall(ObjectNode node, ToolCall call, String arguments) {
    node.put("id", call.id()).put("type", "function");
    node.putObject("function").put("name", call.name()).put("arguments", arguments);
  }

  @Override
  public ObjectNode error(int status, String message) {
    return OpenAi.error(status, message);
  }
}
