package dev.agentgateway.controlplane.status;

import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.ObjectStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.BackendStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayClassStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.ListenerSetStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.ListenerStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.ParentRef;
import dev.agentgateway.controlplane.translation.ObjectStatus.ParentStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.PolicyStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.RouteStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A condition with where in the status it stands and since when.
 *
 * @param where empty for the object itself, {@code listener NAME}, or the parent or ancestor:
 *     {@code NAMESPACE/NAME[/SECTION][:PORT]}
 * @param since {@code lastTransitionTime}
 */
public record PlacedCondition(String where, Condition condition, Instant since) {

  /** Whether it is bad news: everything False except what says False when all is well. */
  public boolean isBad() {
    boolean goodWhenFalse =
        condition.type().equals("Conflicted") || condition.type().equals("OverlappingTLSConfig");
    return condition.status() != (goodWhenFalse ? Condition.Status.FALSE : Condition.Status.TRUE);
  }

  PlacedCondition since(Instant instant) {
    return new PlacedCondition(where, condition, instant);
  }

  /** The conditions of a status, with no time yet. */
  static List<PlacedCondition> of(ObjectStatus status) {
    List<PlacedCondition> all = new ArrayList<>();
    switch (status) {
      case GatewayClassStatus gatewayClass -> add(all, "", gatewayClass.conditions());
      case BackendStatus backend -> add(all, "", backend.conditions());
      case ListenerSetStatus set -> add(all, "", set.conditions());
      case GatewayStatus gateway -> {
        add(all, "", gateway.conditions());
        for (ListenerStatus listener : gateway.listeners()) {
          add(all, listener(listener), listener.conditions());
        }
      }
      case RouteStatus route -> parents(all, route.parents());
      case PolicyStatus policy -> parents(all, policy.ancestors());
    }
    return all;
  }

  private static void parents(List<PlacedCondition> all, List<ParentStatus> parents) {
    for (ParentStatus parent : parents) {
      add(all, parent(parent.ref()), parent.conditions());
    }
  }

  private static void add(List<PlacedCondition> all, String where, List<Condition> conditions) {
    conditions.forEach(condition -> all.add(new PlacedCondition(where, condition, Instant.EPOCH)));
  }

  static String listener(ListenerStatus listener) {
    return "listener " + listener.name();
  }

  static String parent(ParentRef ref) {
    return ref.namespace().map(namespace -> namespace + "/").orElse("")
        + ref.name()
        + ref.sectionName().map(section -> "/" + section).orElse("")
        + ref.port().map(port -> ":" + port).orElse("");
  }
}
