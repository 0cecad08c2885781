package dev.agentgateway.controlplane.translation;

import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.translation.ObjectStatus.BackendStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayClassStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.ListenerSetStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.ListenerStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.ParentStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.PolicyStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.RouteStatus;
import dev.agentgateway.controlplane.translation.Problem.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The problems that a status tells of, each sentence once. */
final class StatusProblems {

  private final ObjectRef object;
  private final Map<String, Problem> byMessage = new LinkedHashMap<>();

  private StatusProblems(ObjectRef object) {
    this.object = object;
  }

  static List<Problem> of(ObjectStatus status) {
    StatusProblems problems = new StatusProblems(status.object());
    switch (status) {
      case GatewayClassStatus gatewayClass -> problems.add("", gatewayClass.conditions());
      case GatewayStatus gateway -> {
        for (ListenerStatus listener : gateway.listeners()) {
          problems.add("listener " + listener.name() + ": ", listener.conditions());
        }
        problems.add("", gateway.conditions());
      }
      case RouteStatus route -> problems.addParents(route.parents());
      case PolicyStatus policy -> problems.addParents(policy.ancestors());
      case BackendStatus backend -> problems.add("", backend.conditions());
      case ListenerSetStatus set -> problems.add("", set.conditions());
    }
    return List.copyOf(problems.byMessage.values());
  }

  private void addParents(List<ParentStatus> parents) {
    parents.forEach(parent -> add("", parent.conditions()));
  }

  private void add(String where, List<Condition> conditions) {
    for (Condition condition : conditions) {
      if (isBad(condition)) {
        byMessage.putIfAbsent(
            where + condition.message(),
            new Problem(object, Severity.ERROR, condition.reason(), where + condition.message()));
      }
    }
  }

  private static boolean isBad(Condition condition) {
    boolean holds = condition.status() == Condition.Status.TRUE;
    return condition.type().equals("Conflicted")
        ? holds
        : !holds
            || condition.reason().equals("PartiallyValid")
            || condition.reason().equals("ListenersNotValid");
  }
}
