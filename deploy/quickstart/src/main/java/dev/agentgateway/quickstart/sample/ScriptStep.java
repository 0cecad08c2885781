package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the sample model treats one request.
 *
 * @param delay before it answers
 * @param status 0: it answers; else this error
 * @param once the error comes once, and the same request sent again is answered
 * @param cutAfter events after which a stream is cut off; -1: never
 * @param text what it says; empty: what it says by itself
 * @param toolCalls what it wants called; empty: what it wants by itself
 * @param usage tokens that it reports in place of those counted; an object
 */
record ScriptStep(
    Duration delay,
    int status,
    boolean once,
    int cutAfter,
    String text,
    List<ModelTurn.ToolCall> toolCalls,
    JsonNode usage) {
  private static final Pattern DIRECTIVE =
      Pattern.compile("(slow|fail|cut)\\s+(\\d{1,6})(\\s+once)?");
  private static final Pattern IN_TEXT = Pattern.compile("\\[\\[(.*?)]]");

  ScriptStep {
    toolCalls = List.copyOf(toolCalls);
  }

  /** One of a script that was sent. */
  static ScriptStep of(JsonNode step) {
    List<ModelTurn.ToolCall> calls = new ArrayList<>();
    for (JsonNode call : step.path("toolCalls")) {
      calls.add(
          new ModelTurn.ToolCall(
              call.path("id").asText(ModelTurn.newCallId()),
              call.path("name").asText(),
              call.path("arguments").isObject()
                  ? call.path("arguments").deepCopy()
                  : Json.object()));
    }
    return new ScriptStep(
        Duration.ofMillis(step.path("delayMillis").asLong()),
        step.path("status").asInt(),
        false,
        step.path("cutAfterEvents").asInt(-1),
        step.path("text").asText(""),
        calls,
        step.path("usage"));
  }

  /**
   * What the request itself asks for: {@code slow 500} (milliseconds), {@code fail 429}, {@code
   * fail 500 once}, {@code cut 3} (events), as {@code [[…]]} in the user's last message or in the
   * header {@code x-sample}.
   */
  static ScriptStep of(Prompt prompt, String header) {
    StringBuilder directives = new StringBuilder(header);
    if (prompt.isFromUser()) {
      Matcher inText = IN_TEXT.matcher(prompt.lastText());
      while (inText.find()) {
        directives.append(';').append(inText.group(1));
      }
    }
    Duration delay = prompt.model().equals("sample-slow") ? Duration.ofSeconds(2) : Duration.ZERO;
    int status = prompt.model().equals("sample-busy") ? 429 : 0;
    boolean once = false;
    int cutAfter = -1;
    Matcher directive = DIRECTIVE.matcher(directives);
    while (directive.find()) {
      int number = Integer.parseInt(directive.group(2));
      switch (directive.group(1)) {
        case "slow" -> delay = Duration.ofMillis(number);
        case "cut" -> cutAfter = number;
        default -> {
          status = number >= 400 && number <= 599 ? number : 500;
          once = directive.group(3) != null;
        }
      }
    }
    return new ScriptStep(delay, status, once, cutAfter, "", List.of(), Json.object());
  }
}
