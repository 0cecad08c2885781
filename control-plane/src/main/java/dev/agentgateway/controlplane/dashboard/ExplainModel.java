package dev.agentgateway.controlplane.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentgateway.controlplane.view.Explainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The explain form and an answer.
 *
 * @param mistake why there is no answer; empty where there is one or nothing was asked
 */
public record ExplainModel(
    String method, String url, String headers, String mistake, Optional<Answer> answer) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * An answer.
   *
   * @param proxy who answered
   * @param outcome what becomes of the request
   * @param way listener, route and backends
   * @param traced whether it would be traced, and why
   * @param sampling what the decision rests on, and the collector's state
   * @param everything the whole answer, line by line
   */
  public record Answer(
      String proxy,
      String outcome,
      List<SpanRow.Fact> way,
      String traced,
      boolean sampled,
      List<SpanRow.Fact> sampling,
      List<PolicyRow> policies,
      List<ExpressionRow> expressions,
      List<ExpressionRow> attributes,
      List<Line> everything) {}

  /** A policy that wants to decide about the request. */
  public record PolicyRow(
      String policy, String field, String target, boolean inForce, String why) {}

  /** An expression and what it yields; the expression is empty where none is set. */
  public record ExpressionRow(String name, String expression, boolean inCharge, String result) {}

  /** A line of the answer, indented by depth; the value of a heading is empty. */
  public record Line(int depth, String name, String value) {}

  /** Nothing was asked, or what was asked has a mistake. */
  static ExplainModel unanswered(String method, String url, String headers, String mistake) {
    return new ExplainModel(method, url, headers, mistake, Optional.empty());
  }

  static ExplainModel answered(String method, String url, String headers, Explainer.Answer answer) {
    return switch (answer) {
      case Explainer.Unanswered(String reason) -> unanswered(method, url, headers, reason);
      case Explainer.Explained(String proxy, String json) -> {
        try {
          JsonNode explanation = MAPPER.readTree(json);
          yield explanation.has("error")
              ? unanswered(method, url, headers, explanation.get("error").asText())
              : new ExplainModel(
                  method, url, headers, "", Optional.of(ExplainReader.read(proxy, explanation)));
        } catch (JsonProcessingException e) {
          yield unanswered(method, url, headers, "proxy " + proxy + " answered no JSON");
        }
      }
    };
  }

  /** The whole answer as lines. */
  static List<Line> lines(JsonNode explanation) {
    List<Line> lines = new ArrayList<>();
    flatten(explanation, 0, lines);
    return lines;
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
