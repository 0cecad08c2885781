package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.api.v1alpha1.AgentgatewayBackend;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.translation.gateway.GatewayModel;
import dev.agentgateway.controlplane.translation.route.RouteOutcome;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the Gateways that a policy reaches through its targets.
 *
 * @param gateways ours
 * @param routes what came of every HTTPRoute
 * @param inForce to find who sends spans to a backend
 */
public record Reach(
    DesiredState state,
    List<GatewayModel> gateways,
    List<RouteOutcome> routes,
    AttachedPolicies inForce) {

  /**
   * What a target leads to.
   *
   * @param gateways NAMESPACE/NAME, sorted
   * @param missing what it names and is not there, sentences
   */
  record Found(Set<String> gateways, List<String> missing) {}

  Found find(PolicyModel policy, PolicyTarget target) {
    return switch (target.kind()) {
      case GATEWAY -> gateway(policy, target);
      case HTTP_ROUTE -> objects(policy, target, state.in(HTTPRoute.class, namespace(policy)));
      case SERVICE -> objects(policy, target, state.in(Service.class, namespace(policy)));
      case BACKEND ->
          objects(policy, target, state.in(AgentgatewayBackend.class, namespace(policy)));
      case OTHER ->
          new Found(
              Set.of(), List.of("targets of kind " + target.kindText() + " are not supported yet"));
    };
  }

  /** Gateways of ours that send to a Service. */
  Set<String> gatewaysOfService(String namespace, String name) {
    return users(
        new PolicyTarget(
            PolicyTarget.Kind.SERVICE,
            "Service",
            Optional.of(name),
            Map.of(),
            Optional.empty(),
            Optional.empty()),
        namespace,
        name);
  }

  private Found gateway(PolicyModel policy, PolicyTarget target) {
    Set<String> found = new TreeSet<>();
    List<String> missing = new ArrayList<>();
    boolean meant = false;
    for (GatewayModel gateway : gateways) {
      if (GatewayTargets.isMeant(policy, target, gateway)) {
        meant = true;
        GatewayTargets.missing(target, gateway)
            .ifPresentOrElse(missing::add, () -> found.add(gateway.id()));
      }
    }
    boolean anothers =
        target.name().isPresent()
            && state.get(Gateway.class, namespace(policy), target.name().get()).isPresent();
    if (!meant && !anothers) {
      missing.add(notFound(policy, target));
    }
    return new Found(found, missing);
  }

  private Found objects(
      PolicyModel policy, PolicyTarget target, List<? extends HasMetadata> candidates) {
    Set<String> found = new TreeSet<>();
    List<String> missing = new ArrayList<>();
    boolean meant = false;
    for (HasMetadata object : candidates) {
      String name = object.getMetadata().getName();
      if (target.selects(name, object.getMetadata().getLabels())) {
        meant = true;
        Set<String> users = users(target, namespace(policy), name);
        found.addAll(users);
        if (users.isEmpty()) {
          missing.add(
              target.kindText()
                  + " "
                  + namespace(policy)
                  + "/"
                  + name
                  + " is not attached to any Gateway");
        }
      }
    }
    if (!meant) {
      missing.add(notFound(policy, target));
    }
    return new Found(found, missing);
  }

  private Set<String> users(PolicyTarget target, String namespace, String name) {
    Set<String> users = new TreeSet<>();
    String service = "Service/" + namespace + "/" + name + "/";
    String backend = "AgentgatewayBackend/" + namespace + "/" + name;
    for (RouteOutcome route : routes) {
      boolean isTarget =
          target.kind() == PolicyTarget.Kind.HTTP_ROUTE
              && route.status().object().namespace().equals(namespace)
              && route.status().object().name().equals(name);
      for (RouteOutcome.Placement placement : route.placements()) {
        if (isTarget
            || placement.references().stream()
                .anyMatch(ref -> ref.startsWith(service) || ref.equals(backend))) {
          users.add(placement.gateway());
        }
      }
    }
    for (GatewayModel gateway : gateways) {
      if (inForce.frontend(gateway).references().stream()
          .anyMatch(ref -> ref.startsWith(service) || ref.equals(backend))) {
        users.add(gateway.id());
      }
    }
    return users;
  }

  private static String notFound(PolicyModel policy, PolicyTarget target) {
    return target
        .name()
        .map(name -> "%s %s/%s not found".formatted(target.kindText(), namespace(policy), name))
        .orElseGet(
            () ->
                "no %s matching selector found in namespace %s"
                    .formatted(target.kindText(), namespace(policy)));
  }

  private static String namespace(PolicyModel policy) {
    return policy.ref().namespace();
  }
}
