package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.controlplane.translation.ObjectStatus.PolicyStatus;
import dev.agentgateway.controlplane.translation.Problem;
import java.util.List;

/**
 * What is told about policies.
 *
 * @param notes what the statuses tell in messages of conditions that hold
 */
public record PolicyReport(List<PolicyStatus> statuses, List<Problem> notes) {
  public PolicyReport {
    statuses = List.copyOf(statuses);
    notes = List.copyOf(notes);
  }
}
