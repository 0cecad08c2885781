package dev.agentgateway.controlplane.status.kubernetes;

import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.ObjectStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.BackendStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayClassStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.ListenerSetStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.PolicyStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.RouteStatus;
import java.util.List;
import java.util.stream.Stream;

/** Which generation of an object a status was made for. */
final class Generations {

  private Generations() {}

  /** {@link Long#MAX_VALUE} where the status says nothing that depends on it. */
  static long observed(ObjectStatus status) {
    Stream<List<Condition>> conditions =
        switch (status) {
          case GatewayClassStatus gatewayClass -> Stream.of(gatewayClass.conditions());
          case GatewayStatus gateway -> Stream.of(gateway.conditions());
          case BackendStatus backend -> Stream.of(backend.conditions());
          case ListenerSetStatus set -> Stream.of(set.conditions());
          case RouteStatus route -> route.parents().stream().map(parent -> parent.conditions());
          case PolicyStatus policy ->
              policy.ancestors().stream().map(ancestor -> ancestor.conditions());
        };
    return conditions
        .flatMap(List::stream)
        .mapToLong(Condition::observedGeneration)
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
