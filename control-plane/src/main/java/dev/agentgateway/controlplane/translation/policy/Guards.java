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
          if (Cover.isAboveBackends(target)) {
            guards.add(new Guard(new Cover(policy.ref().namespace(), target), why));
          }
        }
      }
    }
    return new Guards(guards);
  }

  /** What of a policy guards the routes that it covers and is not built. */
  static List<String> unbuilt(PolicyModel policy) {
    List<String> unbuilt = new ArrayList<>(policy.guards());
    if (policy.targets().stream().anyMatch(Cover::isAboveBackends)) {
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
        .filter(guard -> guard.cover().covers(gateway, listener, route, rule))
        .map(Guard::why)
        .findFirst();
  }

  /**
   * A guard.
   *
   * @param why answered to clients: a short plain sentence
   */
  private record Guard(Cover cover, String why) {}
}
