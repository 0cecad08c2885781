package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.quickstart.sample.ModelTurn.ToolCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * OpenAI's responses.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses">Responses</a>
 */
final class OpenAiResponses implements LlmFormat {

  @Override
  public Optional<String> mistake(JsonNode request) {
    return request.path("input").isMissingNode()
        ? Optional.of("Missing required parameter: 'input'.")
        : Optional.empty();
  }

  @Override
  public Prompt prompt(JsonNode request) {
    JsonNode input = request.path("input");
    JsonNode last = input.isArray() ? input.path(input.size() - 1) : input;
    boolean isToolOutput = last.path("type").asText().equals("function_call_output");
    String text =
        last.isTextual()
            ? last.asText()
            : Prompt.textOf(last.path(isToolOutput ? "output" : "content"));
    List<Prompt.Tool> tools = new ArrayList<>();
    for (JsonNode tool : request.path("tools")) {
      if (tool.path("type").asText().equals("function")) {
        tools.add(new Prompt.Tool(tool.path("name").asText(), tool.path("parameters")));
      }
    }
    // What a previous response held counts as input too; it is not kept here.
    int messages =
        (input.isArray() ? input.size() : 1) + (isSet(request, "previous_response_id") ? 1 : 0);
    return new Prompt(
        request.path("model").asText(),
        request.path("instructions").asText("") + Json.text(input),
        messages,
        isToolOutput ? "tool" : last.path("role").asText("user"),
        text,
        tools,
        request.path("max_output_tokens").asInt(),
        false);
  }

  @Override
  public ObjectNode whole(JsonNode request, ModelTurn turn) {
    return completed(begun(request), turn, items(turn));
  }

  private static boolean isSet(JsonNode request, String name) {
    return request.path(name).isTextual();
  }

  private static ObjectNode begun(JsonNode request) {
    ObjectNode body =
        Json.object()
            .put("id", OpenAi.newId("resp_"))
            .put("object", "response")
            .put("created_at", Instant.now().getEpochSecond())
            .put("status", "in_progress")
            .putNull("error")
            .putNull("incomplete_details");
    body.set("instructions", request.get("instructions"));
    body.set("max_output_tokens", request.get("max_output_tokens"));
    body.put("model", request.path("model").asText());
    body.putArray("output");
    body.put("parallel_tool_calls", true);
    body.set("previous_response_id", request.get("previous_response_id"));
    JsonNode conversation = request.path("conversation");
    if (conversation.isTextual()) {
      body.putObject("conversation").put("id", conversation.asText());
    } else if (conversation.isObject()) {
      body.set("conversation", conversation);
    }
    body.putObject("reasoning").putNull("effort").putNull("summary");
    body.put("store", true).put("temperature", request.path("temperature").asDouble(1));
    body.putObject("text").putObject("format").put("type", "text");
    body.put("tool_choice", "auto");
    body.set("tools", request.path("tools").isArray() ? request.path("tools") : Json.array());
    body.put("top_p", request.path("top_p").asDouble(1)).put("truncation", "disabled");
    body.putNull("usage").putNull("user").putObject("metadata");
    return body;
  }

  private static ObjectNode completed(ObjectNode begun, ModelTurn turn, List<ObjectNode> items) {
    ObjectNode body =
        begun.deepCopy().put("status", turn.isCutShort() ? "incomplete" : "completed");
    if (turn.isCutShort()) {
      body.putObject("incomplete_details").put("reason", "max_output_tokens");
    }
    body.putArray("output").addAll(items);
    ModelTurn.Tokens tokens = turn.tokens();
    ObjectNode usage = body.putObject("usage").put("input_tokens", tokens.input());
    usage.putObject("input_tokens_details").put("cached_tokens", tokens.cached());
    usage.put("output_tokens", tokens.output());
    usage.putObject("output_tokens_details").put("reasoning_tokens", tokens.reasoning());
    usage.put("total_tokens", tokens.input() + tokens.output());
    return body;
  }

  private static List<ObjectNode> items(ModelTurn turn) {
    if (turn.toolCalls().isEmpty()) {
      ObjectNode message = message(OpenAi.newId("msg_"), "completed");
      message.withArray("content").add(part(turn.text()));
      return List.of(message);
    }
    return turn.toolCalls().stream()
        .map(call -> functionCall(call, "completed", Json.text(call.arguments())))
        .toList();
  }

  private static ObjectNode message(String id, String status) {
    ObjectNode message =
        Json.object()
            .put("id", id)
            .put("type", "message")
            .put("status", status)
            .put("role", "assistant");
    message.putArray("content");
    return message;
  }

  private static ObjectNode part(String text) {
    ObjectNode part = Json.object().put("type", "output_text").put("text", text);
    part.putArray("annotations");
    part.putArray("logprobs");
    return part;
  }

  private static ObjectNode functionCall(ToolCall call, String status, String arguments) {
    return Json.object()
        .put("id", "fc_" + call.id().replaceFirst("^call_", ""))
        .put("type", "function_call")
        .put("status", status)
        .put("call_id", call.id())
        .put("name", call.name())
        .put("arguments", arguments);
  }

  @Override
  public List<ServerEvent> events(JsonNode request, ModelTurn turn) {
    Events events = new Events();
    ObjectNode begun = begun(request);
    events.add("response.created").set("response", begun);
    events.add("response.in_progress").set("response", begun);
    List<ObjectNode> items = items(turn);
    for (int index = 0; index < items.size(); index++) {
      if (turn.toolCalls().isEmpty()) {
        events.message(index, items.get(index), turn);
      } else {
        events.functionCall(index, items.get(index), turn.toolCalls().get(index));
      }
    }
    events
        .add(turn.isCutShort() ? "response.incomplete" : "response.completed")
        .set("response", completed(begun, turn, items));
    return events.list.stream().map(ServerEvent::typed).toList();
  }

  /** Numbers events. */
  private static final class Events {
    private final List<ObjectNode> list = new ArrayList<>();

    ObjectNode add(String type) {
      ObjectNode event = Json.object().put("type", type).put("sequence_number", list.size());
      list.add(event);
      return event;
    }

    private ObjectNode add(String type, String item, int index) {
      return add(type).put("item_id", item).put("output_index", index);
    }

    void message(int index, ObjectNode item, ModelTurn turn) {
      String id = item.path("id").asText();
      add("response.output_item.added")
          .put("output_index", index)
          .set("item", OpenAiResponses.message(id, "in_progress"));
      add("response.content_part.added", id, index).put("content_index", 0).set("part", part(""));
      for (String piece : turn.pieces()) {
        add("response.output_text.delta", id, index)
            .put("content_index", 0)
            .put("delta", piece)
            .set("logprobs", emptyArray());
      }
      add("response.output_text.done", id, index)
          .put("content_index", 0)
          .put("text", turn.text())
          .set("logprobs", emptyArray());
      add("response.content_part.done", id, index)
          .put("content_index", 0)
          .set("part", part(turn.text()));
      add("response.output_item.done").put("output_index", index).set("item", item);
    }

    void functionCall(int index, ObjectNode item, ToolCall call) {
      String id = item.path("id").asText();
      add("response.output_item.added")
          .put("output_index", index)
          .set("item", OpenAiResponses.functionCall(call, "in_progress", ""));
      for (String piece : ModelTurn.pieces(call)) {
        add("response.function_call_arguments.delta", id, index).put("delta", piece);
      }
      add("response.function_call_arguments.done", id, index)
          .put("name", call.name())
          .put("arguments", Json.text(call.arguments()));
      add("response.output_item.done").put("output_index", index).set("item", item);
    }

    private static ArrayNode emptyArray() {
      return Json.array();
    }
  }

  @Override
  public ObjectNode error(int status, String message) {
    return OpenAi.error(status, message);
  }
}
