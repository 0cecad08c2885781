package dev.agentgateway.dataplane.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.api.cel.CelEnvironment;
import dev.agentgateway.api.cel.CelProblem;
import dev.agentgateway.api.cel.Phase;
import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.config.TracingConfig.NamedExpression;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.telemetry.cel.CelValues;
import dev.agentgateway.dataplane.telemetry.sampling.SamplingDecision;
import dev.agentgateway.dataplane.telemetry.sampling.SamplingReason;
import dev.cel.runtime.CelEvaluationException;
import java.util.List;
import java.util.Optional;

/**
 * What each expression of a tracing policy yields for a request, the ones included that nobody asks
 * for it.
 */
final class ExpressionResults {
  private static final String AT_THE_END = "known when the response has ended";

  private final Evaluation evaluation;
  private final CelEnvironment environment = CelEnvironment.create();

  ExpressionResults(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  /** Adds {@code expressions} and {@code attributes}. */
  void describe(
      ObjectNode tracing, TracingConfig policy, SamplingDecision decision, Exchange exchange) {
    String gateway = exchange.listener().policies().gateway();
    Asked asked = new Asked(gateway, exchange, inCharge(decision), decision);
    ArrayNode expressions = tracing.putArray("expressions");
    put(expressions, asked, "clientSampling", policy.clientSampling(), "unset: every one is kept");
    put(expressions, asked, "randomSampling", policy.randomSampling(), "unset: no decision");
    put(expressions, asked, "parentNotSampled", policy.parentNotSampled(), "unset: none is kept");
    ObjectNode filter =
        expressions
            .addObject()
            .put("name", "filter")
            .put("expression", policy.filter().orElse(null))
            .put("inCharge", false);
    filter.put("result", policy.filter().isEmpty() ? "unset: every trace is kept" : AT_THE_END);
    ArrayNode attributes = tracing.putArray("attributes");
    for (NamedExpression each : policy.attributes()) {
      attributes
          .addObject()
          .put("name", each.name())
          .put("expression", each.expression())
          .put("result", attribute(gateway, each.expression(), exchange));
    }
  }

  /** Who is asked, and whom for. */
  private record Asked(
      String gateway, Exchange exchange, String inCharge, SamplingDecision decision) {}

  private static String inCharge(SamplingDecision decision) {
    if (decision.parent() == null) {
      return "randomSampling";
    }
    return decision.parent().sampled() ? "clientSampling" : "parentNotSampled";
  }

  private void put(
      ArrayNode expressions,
      Asked asked,
      String name,
      Optional<String> expression,
      String meaningOfUnset) {
    boolean inCharge = name.equals(asked.inCharge());
    ObjectNode object =
        expressions
            .addObject()
            .put("name", name)
            .put("expression", expression.orElse(null))
            .put("inCharge", inCharge);
    if (expression.isEmpty()) {
      object.put("result", meaningOfUnset);
    } else if (inCharge && asked.decision().reason() == SamplingReason.EXPRESSION_ERROR) {
      object.put("result", failure(asked, expression.get()));
    } else if (inCharge) {
      object.put("result", share(asked.decision().probability()));
    } else {
      object.put("result", sampling(asked, expression.get()));
    }
  }

  private String sampling(Asked asked, String expression) {
    try {
      Object value =
          evaluation.evaluate(asked.gateway(), expression, Phase.SAMPLING, asked.exchange());
      return value instanceof Boolean || value instanceof Number
          ? String.valueOf(value)
          : text(value) + ": neither a bool nor a number, counts as false";
    } catch (CelEvaluationException | RuntimeException e) {
      return "fails, counts as false: " + e.getMessage();
    }
  }

  private String failure(Asked asked, String expression) {
    String result = sampling(asked, expression);
    return result.contains("counts as false") ? result : "failed, counts as false";
  }

  private String attribute(String gateway, String expression, Exchange exchange) {
    Optional<CelProblem> early = environment.check(expression, Phase.SAMPLING);
    Optional<CelProblem> late = environment.check(expression, Phase.LOG);
    if (late.isPresent()) {
      return "left out, does not compile: " + late.get();
    }
    if (early.isPresent()) {
      return AT_THE_END;
    }
    try {
      return text(evaluation.evaluate(gateway, expression, Phase.SAMPLING, exchange));
    } catch (CelEvaluationException | RuntimeException e) {
      return "left out, fails: " + e.getMessage();
    }
  }

  private static String text(Object value) {
    if (CelValues.isNull(value)) {
      return "left out, no value";
    }
    return value instanceof String string ? string : CelValues.toJson(value);
  }

  private static String share(double probability) {
    if (probability == 0 || probability == 1) {
      return List.of("false", "true").get((int) probability);
    }
    return String.valueOf(probability);
  }
}
