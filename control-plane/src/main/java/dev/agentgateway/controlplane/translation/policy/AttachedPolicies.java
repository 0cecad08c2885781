package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.controlplane.translation.ObjectStatus.PolicyStatus;
import dev.agentgateway.controlplane.translation.PolicyClaim;
import dev.agentgateway.controlplane.translation.gateway.GatewayModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Policies and what of them is in force where. */
public final class AttachedPolicies {

  private final List<PolicyModel> policies;
  private final BackendPolicies backendPolicies;
  private final Map<PolicyModel, Tracings> tracings;
  private final Map<PolicyModel, List<String>> faults;
  private final Map<String, GatewayWinners> winners;
  private final Map<String, GatewayFrontend> inForce;

  AttachedPolicies(
      List<PolicyModel> policies,
      BackendPolicies backendPolicies,
      Map<PolicyModel, Tracings> tracings,
      Map<PolicyModel, List<String>> faults,
      Map<String, GatewayWinners> winners,
      Map<String, GatewayFrontend> inForce) {
    this.policies = policies;
    this.backendPolicies = backendPolicies;
    this.tracings = tracings;
    this.faults = faults;
    this.winners = winners;
    this.inForce = inForce;
  }

  /** The frontend policies in force on a Gateway. */
  public GatewayFrontend frontend(GatewayModel gateway) {
    return inForce.getOrDefault(gateway.id(), GatewayFrontend.NONE);
  }

  /** Every claim on every Gateway, sorted by Gateway; one that beats another is before it. */
  public List<PolicyClaim> claims() {
    return new TreeMap<>(winners)
        .values().stream().flatMap(each -> each.ranked().stream()).toList();
  }

  /** Statuses of all policies, and what their authors should know beside. */
  public PolicyReport report(String controllerName, Reach reach) {
    PolicyStatuses statuses =
        new PolicyStatuses(controllerName, reach, backendPolicies, tracings, faults, winners);
    policies.forEach(statuses::add);
    PolicyReport own = statuses.report();
    List<PolicyStatus> all = new ArrayList<>(own.statuses());
    all.addAll(backendPolicies.tlsStatuses(controllerName, reach));
    return new PolicyReport(all, own.notes());
  }
}
