package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the sample model says to one prompt: calls of tools where the last message is a user's and
 * tools are offered (those that the message names, else the first), else a sentence.
 *
 * @param text empty where it wants tools called
 */
record ModelTurn(String text, List<ToolCall> toolCalls, boolean isCutShort, Tokens tokens) {
  private static final int CHARACTERS_PER_TOKEN = 4;
  private static final int REASONING_TOKENS = 64;

  /** A tool that the model wants called. */
  record ToolCall(String id, String name, ObjectNode arguments) {}

  /**
   * What a turn costs, counted as one token per four characters, so that the same prompt always
   * costs the same.
   *
   * @param input all of it, what was read from and written to the cache included
   * @param cached of the input; half of it from a conversation's second message on
   * @param cacheWritten of the input; where the client marked something and nothing is cached yet
   * @param output all of it, reasoning included
   * @param reasoning of the output; 64 of {@code sample-reasoning}
   */
  record Tokens(int input, int cached, int cacheWritten, int output, int reasoning) {
    ObjectNode json() {
      return Json.object()
          .put("input", input)
          .put("cached", cached)
          .put("cacheWritten", cacheWritten)
          .put("output", output)
          .put("reasoning", reasoning);
    }

    private Tokens with(JsonNode scripted) {
      return new Tokens(
          scripted.path("input").asInt(input),
          scripted.path("cached").asInt(cached),
          scripted.path("cacheWritten").asInt(cacheWritten),
          scripted.path("output").asInt(output),
          scripted.path("reasoning").asInt(reasoning));
    }
  }

  ModelTurn {
    toolCalls = List.copyOf(toolCalls);
  }

  static ModelTurn of(Prompt prompt, ScriptStep step) {
    List<ToolCall> calls = step.toolCalls();
    if (calls.isEmpty() && step.text().isEmpty() && prompt.isFromUser()) {
      calls = toolCalls(prompt);
    }
    String text = "";
    if (calls.isEmpty()) {
      text = step.text().isEmpty() ? sentence(prompt) : step.text();
    }
    boolean cutShort = prompt.maxTokens() > 0 && tokens(text) > prompt.maxTokens();
    if (cutShort) {
      text = text.substring(0, prompt.maxTokens() * CHARACTERS_PER_TOKEN);
    }
    int said = tokens(text);
    for (ToolCall call : calls) {
      said += tokens(call.name() + Json.text(call.arguments()));
    }
    return new ModelTurn(text, calls, cutShort, counted(prompt, said).with(step.usage()));
  }

  private static Tokens counted(Prompt prompt, int said) {
    int input = tokens(prompt.text());
    int cached = prompt.messages() > 1 ? input / 2 : 0;
    int written = prompt.marksCache() && cached == 0 ? input / 2 : 0;
    int reasoning = prompt.model().equals("sample-reasoning") ? REASONING_TOKENS : 0;
    return new Tokens(input, cached, written, said + reasoning, reasoning);
  }

  private static String sentence(Prompt prompt) {
    return prompt.lastRole().equals("tool")
        ? "The tool says: " + prompt.lastText()
        : "You said: " + prompt.lastText() + " Here is a short, made-up answer.";
  }

  private static List<ToolCall> toolCalls(Prompt prompt) {
    List<Prompt.Tool> wanted = new ArrayList<>();
    for (Prompt.Tool tool : prompt.tools()) {
      if (prompt.lastText().contains(tool.name())) {
        wanted.add(tool);
      }
    }
    if (wanted.isEmpty() && !prompt.tools().isEmpty()) {
      wanted.add(prompt.tools().getFirst());
    }
    return wanted.stream()
        .map(tool -> new ToolCall(newCallId(), tool.name(), arguments(tool.schema())))
        .toList();
  }

  static String newCallId() {
    return "call_" + UUID.randomUUID().toString().replace("-", "").substring(0, 24);
  }

  private static ObjectNode arguments(JsonNode schema) {
    ObjectNode arguments = Json.object();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      switch (property.getValue().path("type").asText("string")) {
        case "integer", "number" -> arguments.put(property.getKey(), 3);
        case "boolean" -> arguments.put(property.getKey(), true);
        case "array" -> arguments.putArray(property.getKey());
        case "object" -> arguments.putObject(property.getKey());
        default -> arguments.put(property.getKey(), "Zurich");
      }
    }
    return arguments;
  }

  /** The text in the pieces that it is streamed in: words and the spaces between them. */
  List<String> pieces() {
    return text.isEmpty() ? List.of() : List.of(text.splitWithDelimiters(" ", 0));
  }

  /** A tool call's arguments in the pieces that they are streamed in. */
  static List<String> pieces(ToolCall call) {
    String arguments = Json.text(call.arguments());
    int middle = arguments.length() / 2;
    return List.of(arguments.substring(0, middle), arguments.substring(middle));
  }

  static int tokens(String text) {
    return Math.ceilDiv(text.length(), CHARACTERS_PER_TOKEN);
  }
}
