package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.api.v1alpha1.AgentgatewayBackend;
import dev.agentgateway.api.v1alpha1.AiPolicy;
import dev.agentgateway.api.v1alpha1.BackendPolicy;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.translation.BackendClaim;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who says how a backend is spoken to. It answers people's questions and decides nothing: {@link
 * BackendPolicies} does, in the same order.
 */
public final class BackendClaims {

  private static final int OF_ITSELF = 0;
  private static final int OF_A_RULE = 1;
  private static final int OF_A_ROUTE = 2;
  private static final int OF_A_PORT = 3;
  private static final int OF_THE_WHOLE = 4;
  private static final int OF_A_LISTENER = 5;
  private static final int OF_A_GATEWAY = 6;

  private final DesiredState state;
  private final List<PolicyModel> policies;

  private BackendClaims(DesiredState state) {
    this.state = state;
    this.policies =
        state.policies().stream().map(PolicyReader::read).sorted(PolicyModel.OLDEST_FIRST).toList();
  }

  /**
   * The way of a request to a backend. Any part may be empty: it is not known.
   *
   * @param gateway NAMESPACE/NAME
   * @param listener of the Gateway
   * @param route NAMESPACE/NAME
   * @param rule its name, else its index
   */
  public record Way(String gateway, String listener, int port, String route, String rule) {
    /** Nothing is known. */
    public static final Way UNKNOWN = new Way("", "", 0, "", "");
  }

  /**
   * Who wants to decide how a backend of a state is spoken to, field by field, the one in force
   * first. It reads every policy, so it is for answers to people.
   *
   * @param backend {@code KIND/NAMESPACE/NAME}, of a Service with {@code /PORT}
   * @param way by which a request comes to it
   */
  public static List<BackendClaim.Outcome> outcomes(DesiredState state, String backend, Way way) {
    return BackendClaim.outcomes(new BackendClaims(state).of(backend, way));
  }

  private List<BackendClaim> of(String backend, Way way) {
    String[] parts = backend.split("/", -1);
    if (parts.length < 3) {
      return List.of();
    }
    HasMetadata object = state.object(new ObjectRef(parts[0], parts[1], parts[2])).orElse(null);
    List<BackendClaim> claims = new ArrayList<>();
    switch (object) {
      case AgentgatewayBackend own -> {
        add(claims, own.getSpec().policies(), "", generation(own), "it", OF_ITSELF);
        policies.forEach(policy -> add(claims, policy, PolicyTarget.Kind.BACKEND, own, ""));
      }
      case Service service -> {
        String port = parts.length > 3 ? parts[3] : "";
        policies.forEach(policy -> add(claims, policy, PolicyTarget.Kind.SERVICE, service, port));
      }
      case null, default -> {}
    }
    if (object != null) {
      policies.forEach(policy -> above(claims, policy, way));
    }
    claims.sort(Comparator.comparingInt(BackendClaim::rank));
    return claims;
  }

  /** What policies of Gateways and routes say of calls of models. */
  private void above(List<BackendClaim> claims, PolicyModel policy, Way way) {
    BackendPolicy says = policy.backend().orElse(null);
    if (says == null || says.ai() == null) {
      return;
    }
    BackendPolicy calls = new BackendPolicy(null, null, says.ai(), Map.of());
    for (PolicyTarget target : policy.targets()) {
      boolean gateway = target.kind() == PolicyTarget.Kind.GATEWAY;
      boolean route = target.kind() == PolicyTarget.Kind.HTTP_ROUTE;
      boolean part = target.sectionName().isPresent() || target.port().isPresent();
      if (gateway
          && isMeant(policy, target, "Gateway", way.gateway())
          && target.sectionName().map(way.listener()::equals).orElse(true)
          && target.port().map(port -> port == way.port()).orElse(true)) {
        add(
            claims,
            calls,
            policy.id(),
            policy.conditions().observedGeneration(),
            part ? "listener " + way.listener() : "Gateway " + way.gateway(),
            part ? OF_A_LISTENER : OF_A_GATEWAY);
        return;
      }
      if (route
          && isMeant(policy, target, "HTTPRoute", way.route())
          && target.sectionName().map(way.rule()::equals).orElse(true)) {
        add(
            claims,
            calls,
            policy.id(),
            policy.conditions().observedGeneration(),
            part ? "rule " + way.rule() : "HTTPRoute " + way.route(),
            part ? OF_A_RULE : OF_A_ROUTE);
        return;
      }
    }
  }

  private boolean isMeant(PolicyModel policy, PolicyTarget target, String kind, String id) {
    int slash = id.indexOf('/');
    if (slash < 0 || !policy.ref().namespace().equals(id.substring(0, slash))) {
      return false;
    }
    String name = id.substring(slash + 1);
    HasMetadata object =
        state.object(new ObjectRef(kind, policy.ref().namespace(), name)).orElse(null);
    return target.selects(name, object == null ? null : object.getMetadata().getLabels());
  }

  private void add(
      List<BackendClaim> claims,
      PolicyModel policy,
      PolicyTarget.Kind kind,
      HasMetadata object,
      String port) {
    if (!policy.ref().namespace().equals(object.getMetadata().getNamespace())) {
      return;
    }
    for (PolicyTarget target : policy.targets()) {
      Optional<String> section =
          kind == PolicyTarget.Kind.SERVICE ? target.sectionName() : Optional.empty();
      boolean meant =
          target.kind() == kind
              && target.selects(object.getMetadata().getName(), object.getMetadata().getLabels())
              && section.map(name -> isPort(object, name, port)).orElse(true);
      if (meant) {
        add(
            claims,
            policy.backend().orElse(null),
            policy.id(),
            policy.conditions().observedGeneration(),
            section.map(name -> "port " + name).orElse("all of it"),
            section.isPresent() ? OF_A_PORT : OF_THE_WHOLE);
        return;
      }
    }
  }

  private static boolean isPort(HasMetadata object, String section, String port) {
    return section.equals(port)
        || (object instanceof Service service
            && service.getSpec().getPorts().stream()
                .anyMatch(
                    each -> section.equals(each.getName()) && port.equals("" + each.getPort())));
  }

  private static void add(
      List<BackendClaim> claims,
      @Nullable BackendPolicy says,
      String policy,
      long generation,
      String target,
      int rank) {
    if (says == null) {
      return;
    }
    List<String> fields = new ArrayList<>();
    if (says.tls() != null) {
      fields.add("backend.tls");
    }
    if (says.auth() != null) {
      fields.add("backend.auth");
    }
    AiPolicy ai = says.ai();
    if (ai != null && ai.modelAliases() != null) {
      fields.add("backend.ai.modelAliases");
    }
    if (ai != null && ai.routes() != null) {
      fields.add("backend.ai.routes");
    }
    fields.forEach(field -> claims.add(new BackendClaim(field, policy, generation, target, rank)));
  }

  private static long generation(HasMetadata object) {
    return Objects.requireNonNullElse(object.getMetadata().getGeneration(), 0L);
  }
}
