package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.controlplane.translation.gateway.ListenerModel;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Policies that guard traffic in a way that is not built: what they cover answers 500. */
public final class Guards {

  private final List<Guard> guards;

  private Guards(List<Guard> guards) {
    this.guards = List.copyOf(guards);
  }

  /** The guards among policies; those on Services and backends are not theirs. */
  static Guards of(List<PolicyModel> policies) {
    List<Guard> guards = new ArrayList<>();
    for (PolicyModel policy : policies) {
      List<String> unbuilt = unbuilt(policy);
      if (!unbuilt.isEmpty()) {
        String why = String.join(", ", unbuilt) + " is not supported yet";
        for (PolicyTarget target : policy.targets()) {
          if (isAboveBackends(target)) {
            guards.add(new Guard(policy.ref().namespace(), target, why));
          }
        }
      }
    }
    return new Guards(guards);
  }

  /** What of a policy guards the routes that it covers and is not built. */
  static List<String> unbuilt(PolicyModel policy) {
    List<String> unbuilt = new ArrayList<>(policy.guards());
    if (policy.targets().stream().anyMatch(Guards::isAboveBackends)) {
      policy
          .backend()
          .ifPresent(
              backend -> {
                if (backend.tls() != null) {
                  unbuilt.add("spec.backend.tls for all backends of a Gateway or route");
                }
                if (backend.auth() != null) {
                  unbuilt.add("spec.backend.auth for all backends of a Gateway or route");
                }
              });
    }
    return unbuilt;
  }

  /** Whether there is none at all. */
  public boolean isEmpty() {
    return guards.isEmpty();
  }

  /**
   * Why a rule of a route may not serve on a listener, empty where it may.
   *
   * @param rule the rule's name, else its index
   */
  public Optional<String> refusal(
      ObjectMeta gateway, ListenerModel listener, ObjectMeta route, String rule) {
    return guards.stream()
        .filter(guard -> guard.covers(gateway, listener, route, rule))
        .map(Guard::why)
        .findFirst();
  }

  private static boolean isAboveBackends(PolicyTarget target) {
    return target.kind() == PolicyTarget.Kind.GATEWAY
        || target.kind() == PolicyTarget.Kind.HTTP_ROUTE;
  }

  /**
   * A guard.
   *
   * @param namespace of the policy and of what it covers
   * @param why answered to clients: a short plain sentence
   */
  private record Guard(String namespace, PolicyTarget target, String why) {

    boolean covers(ObjectMeta gateway, ListenerModel listener, ObjectMeta route, String rule) {
      return switch (target.kind()) {
        case GATEWAY ->
            isMeant(gateway)
                && target.sectionName().map(listener.name()::equals).orElse(true)
                && target.port().map(port -> port == listener.port()).orElse(true);
        case HTTP_ROUTE -> isMeant(route) && target.sectionName().map(rule::equals).orElse(true);
        case SERVICE, BACKEND, OTHER -> false;
      };
    }

    private boolean isMeant(ObjectMeta object) {
      return namespace.equals(object.getNamespace())
          && target.selects(object.getName(), object.getLabels());
    }
  }
}
