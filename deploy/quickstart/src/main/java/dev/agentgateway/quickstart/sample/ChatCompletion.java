package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What the sample model says to one request: a call of the first tool where the last message is a
 * user's and tools are offered, else a sentence. Tokens are counted as one per four characters.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat">Chat completions</a>
 */
final class ChatCompletion {
  private static final int CHARACTERS_PER_TOKEN = 4;

  private final String id = "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");
  private final long created = Instant.now().getEpochSecond();
  private final String model;
  private final String content;
  private final Optional<ToolCall> toolCall;
  private final boolean usageInStream;
  private final int promptTokens;

  /** A tool that the model wants called. */
  private record ToolCall(String id, String name, String arguments) {}

  private ChatCompletion(
      String model,
      String content,
      Optional<ToolCall> toolCall,
      boolean usageInStream,
      int promptTokens) {
    this.model = model;
    this.content = content;
    this.toolCall = toolCall;
    this.usageInStream = usageInStream;
    this.promptTokens = promptTokens;
  }

  static ChatCompletion of(JsonNode request) {
    JsonNode messages = request.path("messages");
    JsonNode last = messages.path(messages.size() - 1);
    String said = last.path("content").asText("");
    Optional<ToolCall> call =
        last.path("role").asText().equals("user") ? toolCall(request, said) : Optional.empty();
    String content =
        last.path("role").asText().equals("tool")
            ? "The tool says: " + said
            : "You said: " + said + " Here is a short, made-up answer.";
    return new ChatCompletion(
        request.path("model").asText(),
        content,
        call,
        request.path("stream_options").path("include_usage").asBoolean(),
        tokens(Json.text(messages)));
  }

  private static Optional<ToolCall> toolCall(JsonNode request, String said) {
    JsonNode tools = request.path("tools");
    if (tools.isEmpty()) {
      return Optional.empty();
    }
    JsonNode wanted = tools.get(0).path("function");
    for (JsonNode tool : tools) {
      if (said.contains(tool.path("function").path("name").asText())) {
        wanted = tool.path("function");
      }
    }
    ObjectNode arguments = Json.object();
    wanted
        .path("parameters")
        .path("properties")
        .fieldNames()
        .forEachRemaining(name -> arguments.put(name, "Zurich"));
    String id = "call_" + UUID.randomUUID().toString().substring(0, 8);
    return Optional.of(new ToolCall(id, wanted.path("name").asText(), Json.text(arguments)));
  }

  /** The answer as one object. */
  ObjectNode whole() {
    ObjectNode body = head("chat.completion");
    ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    if (toolCall.isPresent()) {
      message.putNull("content");
      putToolCall(message.putArray("tool_calls").addObject(), toolCall.get());
    } else {
      message.put("content", content);
    }
    message.putNull("refusal");
    choice.putNull("logprobs");
    choice.put("finish_reason", finishReason());
    body.set("usage", usage());
    return body;
  }

  /** The answer in pieces, the usage last where it was asked for. */
  List<ObjectNode> chunks() {
    List<ObjectNode> chunks = new ArrayList<>();
    ObjectNode first = Json.object().put("role", "assistant");
    if (toolCall.isPresent()) {
      putToolCall(first.putArray("tool_calls").addObject().put("index", 0), toolCall.get());
      chunks.add(chunk(first, null));
    } else {
      chunks.add(chunk(first.put("content", ""), null));
      for (String word : content.splitWithDelimiters(" ", 0)) {
        chunks.add(chunk(Json.object().put("content", word), null));
      }
    }
    chunks.add(chunk(Json.object(), finishReason()));
    if (usageInStream) {
      ObjectNode last = head("chat.completion.chunk");
      last.putArray("choices");
      last.set("usage", usage());
      chunks.add(last);
    }
    return chunks;
  }

  private ObjectNode chunk(
      ObjectNode delta, @org.jspecify.annotations.Nullable String finishReason) {
    ObjectNode body = head("chat.completion.chunk");
    ArrayNode choices = body.putArray("choices");
    ObjectNode choice = choices.addObject().put("index", 0);
    choice.set("delta", delta);
    choice.put("finish_reason", finishReason);
    if (usageInStream) {
      body.putNull("usage");
    }
    return body;
  }

  private ObjectNode head(String object) {
    return Json.object()
        .put("id", id)
        .put("object", object)
        .put("created", created)
        .put("model", model);
  }

  private ObjectNode usage() {
    int completionTokens = tokens(toolCall.map(ToolCall::arguments).orElse(content));
    return Json.object()
        .put("prompt_tokens", promptTokens)
        .put("completion_tokens", completionTokens)
        .put("total_tokens", promptTokens + completionTokens);
  }

  private String finishReason() {
    return toolCall.isPresent() ? "tool_calls" : "stop";
  }

  private static void putToolCall(ObjectNode node, ToolCall call) {
    node.put("id", call.id()).put("type", "function");
    node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
  }

  private static int tokens(String text) {
    return Math.ceilDiv(text.length(), CHARACTERS_PER_TOKEN);
  }
}
