package dev.agentgateway.controlplane.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads a proxy's explanation for people; what is missing in it is left out. */
final class ExplainReader {

  /** Randomness and thresholds of sampling have 56 bits. */
  private static final double RANDOM_VALUES = 0x1p56;

  private final JsonNode answer;
  private final JsonNode tracing;

  private ExplainReader(JsonNode answer) {
    this.answer = answer;
    this.tracing = answer.path("tracing");
  }

  static ExplainModel.Answer read(String proxy, JsonNode answer) {
    ExplainReader reader = new ExplainReader(answer);
    boolean sampled = reader.tracing.path("sampled").asBoolean();
    return new ExplainModel.Answer(
        proxy,
        answer.path("outcome").asText("answered"),
        reader.way(),
        SamplingWords.of(reader.tracing.path("reason").asText("no tracing"), sampled),
        sampled,
        reader.sampling(),
        reader.policies(),
        expressions(reader.tracing.path("expressions")),
        expressions(reader.tracing.path("attributes")),
        ExplainModel.lines(answer));
  }

  private List<SpanRow.Fact> way() {
    List<SpanRow.Fact> facts = new ArrayList<>();
    JsonNode listener = answer.path("listener");
    JsonNode route = answer.path("route");
    add(facts, "Gateway", listener.path("gateway").asText());
    add(facts, "Listener", listener.path("gatewayListener").asText());
    add(facts, "Route", route.path("route").asText());
    add(facts, "Rule", route.path("rule").asText());
    add(facts, "Matched by", route.path("pattern").asText());
    add(facts, "Redirect to", answer.path("action").path("location").asText());
    for (JsonNode backend : answer.path("backends")) {
      add(facts, share(backend), backend(backend));
    }
    return facts;
  }

  private String share(JsonNode backend) {
    return answer.path("backends").size() == 1
        ? "Backend"
        : String.format(Locale.ROOT, "%.0f %% to", backend.path("share").asDouble() * 100);
  }

  private static String backend(JsonNode backend) {
    List<String> endpoints = new ArrayList<>();
    backend.path("endpoints").forEach(endpoint -> endpoints.add(endpoint.asText()));
    String text = backend.path("backend").asText(backend.path("cluster").asText());
    if (!endpoints.isEmpty()) {
      text += " at " + String.join(", ", endpoints);
    }
    return backend.has("problem") ? text + ": " + backend.path("problem").asText() : text;
  }

  private List<SpanRow.Fact> sampling() {
    List<SpanRow.Fact> facts = new ArrayList<>();
    add(facts, "Parent", tracing.path("parent").asText());
    add(facts, "Trace headers", tracing.path("traceHeaders").asText());
    if (tracing.has("threshold")) {
      double threshold = Long.parseLong(tracing.path("threshold").asText(), 16) / RANDOM_VALUES;
      add(facts, "Share", String.format(Locale.ROOT, "%.4g %%", (1 - threshold) * 100));
      add(
          facts,
          "Threshold",
          tracing.path("threshold").asText()
              + ", randomness "
              + tracing.path("randomness").asText());
    }
    add(facts, "Note", tracing.path("note").asText());
    JsonNode collector = tracing.path("collector");
    add(facts, "Collector", collector.path("problem").asText(collector.path("protocol").asText()));
    add(facts, "Last success", collector.path("lastSuccess").asText());
    add(facts, "Last failure", collector.path("lastFailure").asText());
    add(facts, "Last error", collector.path("lastError").asText());
    return facts;
  }

  private List<ExplainModel.PolicyRow> policies() {
    List<ExplainModel.PolicyRow> rows = new ArrayList<>();
    tracing.path("policies").forEach(policy -> rows.add(policy(policy, "")));
    for (JsonNode backend : answer.path("backends")) {
      String name = backend.path("backend").asText();
      backend.path("policies").forEach(policy -> rows.add(policy(policy, name)));
    }
    return rows;
  }

  private static ExplainModel.PolicyRow policy(JsonNode policy, String backend) {
    String generation =
        policy.has("generation") ? ", generation " + policy.path("generation").asText() : "";
    String proxy = policy.has("proxy") ? "; the proxy " + policy.path("proxy").asText() : "";
    String target = policy.path("target").asText();
    return new ExplainModel.PolicyRow(
        policy.path("policy").asText() + generation,
        policy.path("field").asText(),
        backend.isEmpty() ? target : backend + ", " + target,
        policy.path("inForce").asBoolean(),
        policy.path("why").asText() + proxy);
  }

  private static List<ExplainModel.ExpressionRow> expressions(JsonNode expressions) {
    List<ExplainModel.ExpressionRow> rows = new ArrayList<>();
    for (JsonNode each : expressions) {
      rows.add(
          new ExplainModel.ExpressionRow(
              each.path("name").asText(),
              each.path("expression").isNull() ? "" : each.path("expression").asText(),
              each.path("inCharge").asBoolean(),
              each.path("result").asText()));
    }
    return rows;
  }

  private static void add(List<SpanRow.Fact> facts, String name, String value) {
    if (!value.isEmpty()) {
      facts.add(new SpanRow.Fact(name, value));
    }
  }
}
