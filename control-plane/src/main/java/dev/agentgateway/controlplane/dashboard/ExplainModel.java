package dev.agentgateway.controlplane.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentgateway.controlplane.view.Explainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The explain form and an answer.
 *
 * @param mistake why there is no answer; empty where there is one or nothing was asked
 * @param proxy who answered; empty: nobody
 */
public record ExplainModel(
    String method, String url, String headers, String mistake, String proxy, List<Line> lines) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A line of the answer, indented by depth; the value of a heading is empty. */
  public record Line(int depth, String name, String value) {}

  static ExplainModel answered(String method, String url, String headers, Explainer.Answer answer) {
    return switch (answer) {
      case Explainer.Unanswered(String reason) ->
          new ExplainModel(method, url, headers, reason, "", List.of());
      case Explainer.Explained(String proxy, String json) -> {
        try {
          List<Line> lines = new ArrayList<>();
          JsonNode explanation = MAPPER.readTree(json);
          if (explanation.has("error")) {
            String mistake = explanation.get("error").asText();
            yield new ExplainModel(method, url, headers, mistake, "", List.of());
          }
          flatten(explanation, 0, lines);
          yield new ExplainModel(method, url, headers, "", proxy, lines);
        } catch (JsonProcessingException e) {
          yield new ExplainModel(
              method, url, headers, "proxy " + proxy + " answered no JSON", "", List.of());
        }
      }
    };
  }

  private static void flatten(JsonNode node, int depth, List<Line> lines) {
    if (node.isArray()) {
      int number = 1;
      for (JsonNode item : node) {
        add(number++ + ".", item, depth, lines);
      }
    } else {
      node.properties()
          .forEach(entry -> add(words(entry.getKey()), entry.getValue(), depth, lines));
    }
  }

  private static void add(String name, JsonNode value, int depth, List<Line> lines) {
    if (value.isValueNode()) {
      lines.add(new Line(depth, name, value.isNull() ? "–" : value.asText()));
    } else if (value.isEmpty()) {
      lines.add(new Line(depth, name, "none"));
    } else {
      lines.add(new Line(depth, name, ""));
      flatten(value, depth + 1, lines);
    }
  }

  /** {@code clientSampling} becomes {@code client sampling}. */
  private static String words(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1 $2").replace('_', ' ').toLowerCase(Locale.ROOT);
  }
}
