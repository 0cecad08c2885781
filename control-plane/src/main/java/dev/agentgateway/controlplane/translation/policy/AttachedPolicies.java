package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.controlplane.translation.gateway.GatewayModel;
import java.util.List;
import java.util.Map;

/** Policies and what of them is in force where. */
public final class AttachedPolicies {

  private final List<PolicyModel> policies;
  private final BackendPolicies backendPolicies;
  private final Map<PolicyModel, Tracings> tracings;
  private final Map<String, TracingWinners> winners;
  private final Map<String, GatewayTracing> inForce;

  AttachedPolicies(
      List<PolicyModel> policies,
      BackendPolicies backendPolicies,
      Map<PolicyModel, Tracings> tracings,
      Map<String, TracingWinners> winners,
      Map<String, GatewayTracing> inForce) {
    this.policies = policies;
    this.backendPolicies = backendPolicies;
    this.tracings = tracings;
    this.winners = winners;
    this.inForce = inForce;
  }

  /** The tracing in force on a Gateway. */
  public GatewayTracing tracing(GatewayModel gateway) {
    return inForce.getOrDefault(gateway.id(), GatewayTracing.NONE);
  }

  /** Statuses of all policies, and what their authors should know beside. */
  public PolicyReport report(String controllerName, Reach reach) {
    PolicyStatuses statuses =
        new PolicyStatuses(controllerName, reach, backendPolicies, tracings, winners);
    policies.forEach(statuses::add);
    return statuses.report();
  }
}
