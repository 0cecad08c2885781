package dev.agentgateway.dataplane.explain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.api.v1.ExporterState;
import dev.agentgateway.api.v1.SpanLedger;
import dev.agentgateway.dataplane.config.GatewayPolicies;
import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.telemetry.sampling.SamplingDecision;
import dev.agentgateway.dataplane.telemetry.sampling.SamplingReason;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Describes the tracing policies of a request's listener and the decision that they come to. */
final class TracingExplanation {
  private final Sampling sampling;
  private final Supplier<SpanLedger> ledger;

  TracingExplanation(Sampling sampling, Supplier<SpanLedger> ledger) {
    this.sampling = sampling;
    this.ledger = ledger;
  }

  ObjectNode describe(Exchange exchange) {
    ObjectNode tracing = JsonNodeFactory.instance.objectNode();
    GatewayPolicies policies = exchange.listener().policies();
    ChosenRoute route = exchange.route();
    String gatewayListener = route == null ? "" : route.gatewayListener();
    TracingConfig won = policies.tracing(gatewayListener);
    describePolicies(tracing, policies, gatewayListener, won);
    if (won == null) {
      return tracing
          .put("sampled", false)
          .put("reason", SamplingReason.NO_POLICY.label())
          .put("says", "no tracing policy: trace headers pass untouched");
    }
    SamplingDecision decision = sampling.explain(policies.gateway(), won, exchange);
    tracing
        .put("sampled", decision.sampled())
        .put("reason", decision.reason().label())
        .put("traceHeaders", decision.context() == null ? "untouched" : "rewritten");
    if (decision.parent() != null) {
      tracing.put("parent", decision.parent().format());
    }
    describeExpressions(tracing, won, decision);
    if (decision.threshold() >= 0) {
      tracing
          .put("threshold", hex(decision.threshold()))
          .put("randomness", hex(decision.randomness()));
      if (decision.parent() == null) {
        tracing.put("note", "without a parent each request draws its own randomness");
      }
    }
    describeCollector(tracing.putObject("collector"), won);
    return tracing;
  }

  private static void describePolicies(
      ObjectNode tracing,
      GatewayPolicies policies,
      String gatewayListener,
      @Nullable TracingConfig won) {
    ObjectNode object = tracing.putObject("policies");
    for (Map.Entry<String, TracingConfig> entry :
        new TreeMap<>(policies.tracingByListener()).entrySet()) {
      boolean wins = entry.getValue().equals(won);
      boolean own = entry.getKey().equals(gatewayListener);
      String target =
          entry.getKey().isEmpty() ? "the Gateway or port" : "listener " + entry.getKey();
      String why;
      if (wins && own) {
        why = "won: it is in force on " + target;
      } else if (wins) {
        why = "won: no policy of its own on listener '" + gatewayListener + "'";
      } else {
        why =
            entry.getKey().isEmpty()
                ? "lost: listener '" + gatewayListener + "' has its own"
                : "lost: it is in force on " + target;
      }
      object.put(entry.getValue().policy() + " (" + target + ")", why);
    }
  }

  /** The expression in charge with what it yielded; the others were not asked. */
  private static void describeExpressions(
      ObjectNode tracing, TracingConfig policy, SamplingDecision decision) {
    ObjectNode expressions = tracing.putObject("expressions");
    String inCharge;
    if (decision.parent() == null) {
      inCharge = "randomSampling";
    } else {
      inCharge = decision.parent().sampled() ? "clientSampling" : "parentNotSampled";
    }
    put(expressions, "clientSampling", policy.clientSampling(), inCharge, decision);
    put(expressions, "randomSampling", policy.randomSampling(), inCharge, decision);
    put(expressions, "parentNotSampled", policy.parentNotSampled(), inCharge, decision);
    policy
        .filter()
        .ifPresent(
            filter ->
                expressions
                    .putObject("filter")
                    .put("expression", filter)
                    .put("result", "evaluated when the response ended"));
  }

  private static void put(
      ObjectNode expressions,
      String name,
      Optional<String> expression,
      String inCharge,
      SamplingDecision decision) {
    ObjectNode object = expressions.putObject(name);
    object.put("expression", expression.orElse(null));
    if (!name.equals(inCharge)) {
      object.put("result", "not asked");
    } else if (expression.isEmpty()) {
      object.put("result", "not set");
    } else if (decision.reason() == SamplingReason.EXPRESSION_ERROR) {
      object.put("result", "error: counts as false");
    } else {
      object.put("result", decision.probability());
    }
  }

  private void describeCollector(ObjectNode collector, TracingConfig policy) {
    switch (policy.collector()) {
      case TracingConfig.Collector.Otlp otlp ->
          collector
              .put("cluster", otlp.cluster())
              .put(
                  "protocol",
                  switch (otlp.protocol()) {
                    case TracingConfig.Protocol.Grpc() -> "OTLP/gRPC";
                    case TracingConfig.Protocol.Http(String path) -> "OTLP/HTTP " + path;
                  });
      case TracingConfig.Collector.Invalid(String reason) ->
          collector.put("problem", "spans are dropped: " + reason);
    }
    for (ExporterState state : ledger.get().getExportersList()) {
      if (state.getPolicy().equals(policy.policy())) {
        putTime(collector, "lastSuccess", state.getLastSuccess());
        putTime(collector, "lastFailure", state.getLastFailure());
        if (!state.getLastError().isEmpty()) {
          collector.put("lastError", state.getLastError());
        }
      }
    }
  }

  private static void putTime(ObjectNode collector, String name, long epochMillis) {
    collector.put(name, epochMillis == 0 ? "never" : Instant.ofEpochMilli(epochMillis).toString());
  }

  private static String hex(long bits) {
    return String.format("%014x", bits);
  }
}
