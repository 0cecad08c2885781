package dev.agentgateway.quickstart.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.quickstart.agent.Gateway.Run;
import dev.agentgateway.quickstart.agent.Tools.Tool;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** A conversation with the model, in one of three APIs. */
sealed interface Model {

  /** A tool that the model wants called. */
  record Wanted(String id, String tool, JsonNode arguments) {}

  /** Asks with tools on offer; what the model wants called, perhaps nothing. */
  List<Wanted> ask(String text, List<Tool> tools) throws IOException, InterruptedException;

  /** Tells what the tools said, in the order of what was wanted, and reads the answer. */
  void tell(List<String> said) throws IOException, InterruptedException;

  private static ObjectNode object() {
    return Gateway.JSON.createObjectNode();
  }

  private static JsonNode parsed(String arguments) throws IOException {
    return Gateway.JSON.readTree(arguments.isEmpty() ? "{}" : arguments);
  }

  /** OpenAI's chat completions; the answer to the tools' results is streamed. */
  record Chat(Gateway gateway, Run run, String model, ArrayNode messages, String lastWords)
      implements Model {
    /**
     * @param lastWords appended to what the tools said, for the sample model to obey
     */
    Chat(Gateway gateway, Run run, String model, String lastWords) {
      this(gateway, run, model, Gateway.JSON.createArrayNode(), lastWords);
    }

    @Override
    public List<Wanted> ask(String text, List<Tool> tools)
        throws IOException, InterruptedException {
      messages.addObject().put("role", "user").put("content", text);
      ObjectNode request = object().put("model", model);
      request.set("messages", messages);
      ArrayNode offered = request.putArray("tools");
      for (Tool tool : tools) {
        ObjectNode function = offered.addObject().put("type", "function").putObject("function");
        function.put("name", tool.name()).put("description", tool.description());
        function.set("parameters", tool.schema());
      }
      JsonNode message =
          Gateway.messages(gateway.post(run, "/v1/chat/completions", request))
              .getFirst()
              .path("choices")
              .path(0)
              .path("message");
      messages.add(message);
      List<Wanted> wanted = new ArrayList<>();
      for (JsonNode call : message.path("tool_calls")) {
        JsonNode function = call.path("function");
        wanted.add(
            new Wanted(
                call.path("id").asText(),
                function.path("name").asText(),
                parsed(function.path("arguments").asText())));
      }
      return wanted;
    }

    @Override
    public void tell(List<String> said) throws IOException, InterruptedException {
      JsonNode calls = messages.path(messages.size() - 1).path("tool_calls");
      for (int i = 0; i < said.size(); i++) {
        messages
            .addObject()
            .put("role", "tool")
            .put("tool_call_id", calls.path(i).path("id").asText())
            .put("content", said.get(i));
      }
      if (!lastWords.isEmpty()) {
        messages.addObject().put("role", "user").put("content", lastWords);
      }
      ObjectNode request = object().put("model", model).put("stream", true);
      request.putObject("stream_options").put("include_usage", true);
      request.set("messages", messages);
      gateway.post(run, "/v1/chat/completions", request);
    }
  }

  /** OpenAI's responses, all of one conversation. */
  record Responses(Gateway gateway, Run run, String conversation, List<String> callIds)
      implements Model {
    @Override
    public List<Wanted> ask(String text, List<Tool> tools)
        throws IOException, InterruptedException {
      ObjectNode request = request(false);
      request.put("input", text);
      ArrayNode offered = request.putArray("tools");
      for (Tool tool : tools) {
        offered
            .addObject()
            .put("type", "function")
            .put("name", tool.name())
            .put("description", tool.description())
            .set("parameters", tool.schema());
      }
      HttpResponse<String> response = gateway.post(run, "/v1/responses", request);
      List<Wanted> wanted = new ArrayList<>();
      for (JsonNode item : Gateway.messages(response).getFirst().path("output")) {
        if (item.path("type").asText().equals("function_call")) {
          callIds.add(item.path("call_id").asText());
          wanted.add(
              new Wanted(
                  item.path("call_id").asText(),
                  item.path("name").asText(),
                  parsed(item.path("arguments").asText())));
        }
      }
      return wanted;
    }

    @Override
    public void tell(List<String> said) throws IOException, InterruptedException {
      ObjectNode request = request(true);
      ArrayNode input = request.putArray("input");
      for (int i = 0; i < said.size(); i++) {
        input
            .addObject()
            .put("type", "function_call_output")
            .put("call_id", callIds.get(i))
            .put("output", said.get(i));
      }
      gateway.post(run, "/v1/responses", request);
    }

    private ObjectNode request(boolean stream) {
      ObjectNode request = object().put("model", "sample-reasoning").put("stream", stream);
      return request.put("conversation", conversation);
    }
  }

  /** Anthropic's messages, with a part that is to be cached. */
  record Messages(Gateway gateway, Run run, String session, ArrayNode messages) implements Model {
    @Override
    public List<Wanted> ask(String text, List<Tool> tools)
        throws IOException, InterruptedException {
      messages.addObject().put("role", "user").put("content", text);
      ObjectNode request = request();
      ArrayNode offered = request.putArray("tools");
      for (Tool tool : tools) {
        offered
            .addObject()
            .put("name", tool.name())
            .put("description", tool.description())
            .set("input_schema", tool.schema());
      }
      JsonNode answer = Gateway.messages(post(request)).getFirst();
      ObjectNode turn = messages.addObject().put("role", "assistant");
      turn.set("content", answer.path("content"));
      List<Wanted> wanted = new ArrayList<>();
      for (JsonNode block : answer.path("content")) {
        if (block.path("type").asText().equals("tool_use")) {
          wanted.add(
              new Wanted(
                  block.path("id").asText(), block.path("name").asText(), block.path("input")));
        }
      }
      return wanted;
    }

    @Override
    public void tell(List<String> said) throws IOException, InterruptedException {
      JsonNode uses = messages.path(messages.size() - 1).path("content");
      ArrayNode content = messages.addObject().put("role", "user").putArray("content");
      for (int i = 0; i < said.size(); i++) {
        content
            .addObject()
            .put("type", "tool_result")
            .put("tool_use_id", uses.path(i).path("id").asText())
            .put("content", said.get(i));
      }
      post(request().put("stream", true));
    }

    private ObjectNode request() {
      ObjectNode request = object().put("model", "sample-large").put("max_tokens", 1000);
      request
          .putArray("system")
          .addObject()
          .put("type", "text")
          .put("text", "You plan trips. Use tools where they help, and be brief.")
          .putObject("cache_control")
          .put("type", "ephemeral");
      request.putObject("metadata").put("user_id", "user_sample_account__session_" + session);
      request.set("messages", messages);
      return request;
    }

    private HttpResponse<String> post(ObjectNode request) throws IOException, InterruptedException {
      return gateway.post(run, "/v1/messages", request, "anthropic-version", "2023-06-01");
    }
  }
}
