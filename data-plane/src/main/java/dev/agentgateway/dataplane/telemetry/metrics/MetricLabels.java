package dev.agentgateway.dataplane.telemetry.metrics;

import static dev.agentgateway.dataplane.telemetry.metrics.PrometheusText.label;

import dev.agentgateway.api.cel.Phase;
import dev.agentgateway.dataplane.config.TracingConfig.NamedExpression;
import dev.agentgateway.dataplane.exchange.Contents;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.telemetry.cel.Expression;
import dev.agentgateway.dataplane.telemetry.cel.Expressions;
import dev.agentgateway.dataplane.telemetry.cel.RequestVariables;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Labels that a policy adds to metrics of requests. A value that is no text, or that cannot be
 * evaluated, is {@code unknown}. Immutable; shared by event loops.
 */
public final class MetricLabels {
  private static final Set<String> TAKEN =
      Set.of(
          "backend",
          "protocol",
          "method",
          "status",
          "reason",
          "bind",
          "gateway",
          "listener",
          "route",
          "route_rule",
          "le",
          "gen_ai_token_type",
          "gen_ai_operation_name",
          "gen_ai_system",
          "gen_ai_request_model",
          "gen_ai_response_model",
          "gen_ai_tool_name",
          "mcp_method_name",
          "a2a_method",
          "a2a_task_state",
          "error_type",
          "resource_type",
          "resource",
          "server");

  private final List<Label> labels;
  private final Map<String, Object> env;
  private final LabelValues values;
  private final Contents contents;

  private MetricLabels(List<Label> labels, Map<String, Object> env, LabelValues values) {
    this.labels = labels;
    this.env = env;
    this.values = values;
    this.contents =
        labels.stream()
            .map(each -> each.expression().contents())
            .reduce(Contents.NONE, Contents::or);
  }

  /**
   * Compiles labels. Characters that Prometheus does not take become underscores; a name that a
   * metric has already is prefixed with {@code exported_}.
   *
   * @param env fields of {@code env}
   */
  public static MetricLabels compile(
      List<NamedExpression> named,
      Expressions expressions,
      Map<String, Object> env,
      LabelValues values) {
    List<Label> labels = new ArrayList<>();
    for (NamedExpression each : named) {
      String name = name(each.name());
      if (labels.stream().noneMatch(label -> label.name().equals(name))) {
        labels.add(new Label(name, expressions.compile(each.expression(), Phase.LOG)));
      }
    }
    return new MetricLabels(List.copyOf(labels), env, values);
  }

  /** What its expressions name. */
  public Contents contents() {
    return contents;
  }

  /** The labels of a request, joined by commas. */
  public String text(Exchange exchange, long endEpochNanos) {
    RequestVariables variables = new RequestVariables(exchange, env, endEpochNanos);
    StringBuilder text = new StringBuilder();
    for (Label each : labels) {
      if (!text.isEmpty()) {
        text.append(',');
      }
      text.append(label(each.name(), value(each, variables)));
    }
    return text.toString();
  }

  private String value(Label each, RequestVariables variables) {
    try {
      if (each.expression().evaluate(variables) instanceof String text && !text.isEmpty()) {
        return values.admit(each.name(), text);
      }
    } catch (CelEvaluationException | RuntimeException _) {
      // As upstream has it: what cannot be told is unknown.
    }
    return "unknown";
  }

  private static String name(String wanted) {
    String name = wanted.replaceAll("[^a-zA-Z0-9_]", "_");
    if (name.isEmpty() || Character.isDigit(name.charAt(0))) {
      name = "_" + name;
    }
    return TAKEN.contains(name) || name.startsWith("__") ? "exported_" + name : name;
  }

  private record Label(String name, Expression expression) {}
}
