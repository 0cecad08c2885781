package dev.agentgateway.dataplane.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
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
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Describes the tracing policies of a request's listener and the decision that they come to. */
final class TracingExplanation {
  private final Sampling sampling;
  private final ExpressionResults results;
  private final Supplier<SpanLedger> ledger;

  TracingExplanation(Sampling sampling, ExpressionResults results, Supplier<SpanLedger> ledger) {
    this.sampling = sampling;
    this.results = results;
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
    results.describe(tracing, won, decision, exchange);
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

  /** Of what is in force on the port, what counts for the request's Gateway listener. */
  private static void describePolicies(
      ObjectNode tracing,
      GatewayPolicies policies,
      String gatewayListener,
      @Nullable TracingConfig won) {
    ArrayNode array = tracing.putArray("policies");
    for (Map.Entry<String, TracingConfig> entry :
        new TreeMap<>(policies.tracingByListener()).entrySet()) {
      String listener = entry.getKey();
      boolean wins = entry.getValue().equals(won);
      if (!wins && !listener.isEmpty() && !listener.equals(gatewayListener)) {
        continue;
      }
      ObjectNode object = array.addObject().put("policy", entry.getValue().policy());
      if (entry.getValue().policyGeneration() > 0) {
        object.put("generation", entry.getValue().policyGeneration());
      }
      object
          .put("field", "frontend.tracing")
          .put("target", listener.isEmpty() ? "the Gateway or port" : "listener " + listener)
          .put("inForce", wins)
          .put("why", why(listener, gatewayListener, wins));
    }
  }

  private static String why(String listener, String gatewayListener, boolean wins) {
    if (!wins) {
      return "listener " + gatewayListener + " has its own";
    }
    return listener.isEmpty()
        ? "listener " + gatewayListener + " has none of its own"
        : "it is for exactly this listener";
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
