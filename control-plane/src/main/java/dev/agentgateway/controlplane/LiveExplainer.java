package dev.agentgateway.controlplane;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.report.ExplainException;
import dev.agentgateway.controlplane.report.ExplainQuery;
import dev.agentgateway.controlplane.report.ReportRegistry;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.translation.BackendClaim;
import dev.agentgateway.controlplane.translation.PolicyClaim;
import dev.agentgateway.controlplane.translation.Translation;
import dev.agentgateway.controlplane.translation.policy.BackendClaims;
import dev.agentgateway.controlplane.view.Explainer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Passes questions on to a proxy that reports, and adds to its answer what only the control plane
 * knows: the policies that lost.
 */
final class LiveExplainer implements Explainer {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ReportRegistry proxies;
  private final Supplier<Translation> translation;
  private final Supplier<DesiredState> state;

  LiveExplainer(
      ReportRegistry proxies, Supplier<Translation> translation, Supplier<DesiredState> state) {
    this.proxies = proxies;
    this.translation = translation;
    this.state = state;
  }

  @Override
  public Answer explain(Question question) throws InterruptedException {
    ExplainQuery query =
        new ExplainQuery(
            "",
            question.method(),
            question.url(),
            question.headers().stream()
                .map(header -> new ExplainQuery.Header(header.name(), header.value()))
                .toList());
    try {
      ReportRegistry.Explained explained = proxies.explain(query, TIMEOUT).get();
      return new Explained(
          explained.proxy(), withEveryPolicy(explained.json(), translation.get(), state.get()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ExplainException unanswered) {
        return new Unanswered(String.valueOf(unanswered.getMessage()));
      }
      throw new IllegalStateException(e);
    }
  }

  /**
   * A proxy's answer in which {@code tracing.policies} lists the losing policies too, and {@code
   * policies} of each backend those that say how it is spoken to. Where the proxy has another
   * policy in force than this translation, it says so.
   */
  static String withEveryPolicy(String answer, Translation translation, DesiredState state) {
    JsonNode json;
    try {
      json = MAPPER.readTree(answer);
    } catch (JsonProcessingException e) {
      return answer;
    }
    for (JsonNode backend : json.path("backends")) {
      if (backend instanceof ObjectNode chosen) {
        addPolicies(chosen, state, way(json));
      }
    }
    if (json.path("tracing") instanceof ObjectNode tracing) {
      addPolicies(tracing, json.path("listener"), translation);
    }
    return json.toString();
  }

  private static BackendClaims.Way way(JsonNode json) {
    JsonNode listener = json.path("listener");
    JsonNode route = json.path("route");
    return new BackendClaims.Way(
        listener.path("gateway").asText(),
        listener.path("gatewayListener").asText(),
        listener.path("port").asInt(),
        route.path("route").asText(),
        route.path("rule").asText());
  }

  private static void addPolicies(ObjectNode backend, DesiredState state, BackendClaims.Way way) {
    List<BackendClaim.Outcome> outcomes =
        BackendClaims.outcomes(state, backend.path("backend").asText(), way);
    if (outcomes.isEmpty()) {
      return;
    }
    ArrayNode policies = backend.putArray("policies");
    for (BackendClaim.Outcome outcome : outcomes) {
      BackendClaim claim = outcome.claim();
      ObjectNode entry =
          policies
              .addObject()
              .put("policy", claim.policy().isEmpty() ? "the backend itself" : claim.policy());
      if (claim.generation() > 0) {
        entry.put("generation", claim.generation());
      }
      entry.put("field", claim.field()).put("target", claim.target());
      entry.put("inForce", outcome.inForce()).put("why", outcome.why());
    }
  }

  private static void addPolicies(ObjectNode tracing, JsonNode listener, Translation translation) {
    List<PolicyClaim.Outcome> outcomes =
        translation.policies(
            listener.path("gateway").asText(),
            listener.path("gatewayListener").asText(),
            listener.path("port").asInt());
    if (outcomes.isEmpty()) {
      return;
    }
    JsonNode ofProxy = tracing.path("policies");
    ArrayNode policies = tracing.putArray("policies");
    for (PolicyClaim.Outcome outcome : outcomes) {
      PolicyClaim claim = outcome.claim();
      ObjectNode entry = policies.addObject().put("policy", claim.policy());
      if (claim.generation() > 0) {
        entry.put("generation", claim.generation());
      }
      entry
          .put("field", claim.field())
          .put("target", claim.target())
          .put("inForce", outcome.inForce())
          .put("why", outcome.why());
      if (outcome.inForce() && !isInForce(ofProxy, claim)) {
        entry.put("proxy", "has not taken it over yet; in force there: " + inForce(ofProxy));
      }
    }
  }

  private static boolean isInForce(JsonNode ofProxy, PolicyClaim claim) {
    for (JsonNode policy : ofProxy) {
      if (policy.path("inForce").asBoolean()
          && policy.path("policy").asText().equals(claim.policy())
          && policy.path("generation").asLong() == claim.generation()) {
        return true;
      }
    }
    return false;
  }

  private static String inForce(JsonNode ofProxy) {
    for (JsonNode policy : ofProxy) {
      if (policy.path("inForce").asBoolean()) {
        return policy.path("policy").asText()
            + ", generation "
            + policy.path("generation").asText("not known");
      }
    }
    return "none";
  }
}
