package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a request asks the sample model, whatever format it came in.
 *
 * @param model as asked for
 * @param text everything that counts as input
 * @param messages how many there are
 * @param lastRole whose the last message is, as chat completions name it
 * @param lastText of the last message
 * @param tools on offer
 * @param maxTokens bound of the answer; 0: none
 * @param marksCache whether the client marked what is to be cached
 */
record Prompt(
    String model,
    String text,
    int messages,
    String lastRole,
    String lastText,
    List<Tool> tools,
    int maxTokens,
    boolean marksCache) {

  /**
   * A tool that the model may want called.
   *
   * @param schema JSON schema of its arguments
   */
  record Tool(String name, JsonNode schema) {}

  Prompt {
    tools = List.copyOf(tools);
  }

  boolean isFromUser() {
    return lastRole.equals("user");
  }

  /** The text of a content, which is a string or parts with {@code text} or {@code content}. */
  static String textOf(JsonNode content) {
    if (content.isTextual()) {
      return content.asText();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      if (part.isTextual()) {
        text.append(part.asText());
      } else if (part.path("text").isTextual()) {
        text.append(part.path("text").asText());
      } else if (!part.path("content").isMissingNode()) {
        text.append(textOf(part.path("content")));
      }
    }
    return text.toString();
  }
}
