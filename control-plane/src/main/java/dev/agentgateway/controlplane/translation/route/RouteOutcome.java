package dev.agentgateway.controlplane.translation.route;

import dev.agentgateway.controlplane.ir.VirtualHostIr;
import dev.agentgateway.controlplane.translation.ObjectStatus.RouteStatus;
import dev.agentgateway.controlplane.translation.Problem;
import dev.agentgateway.controlplane.translation.backend.BackendTarget;
import java.util.List;

/**
 * What one HTTPRoute leads to.
 *
 * @param status without parents where no parent is ours
 * @param problems that the status does not tell
 * @param placements one per listener that takes it, in the order of its parentRefs
 */
public record RouteOutcome(RouteStatus status, List<Problem> problems, List<Placement> placements) {

  public RouteOutcome {
    problems = List.copyOf(problems);
    placements = List.copyOf(placements);
  }

  /**
   * The route on one listener.
   *
   * @param gateway NAMESPACE/NAME
   * @param counted whether the listener's {@code attachedRoutes} includes it
   * @param hosts what the proxy is told; empty where the listener serves nothing of it
   * @param targets backends that {@code hosts} send to
   * @param references every backendRef, KIND/NAMESPACE/NAME[/PORT]
   */
  public record Placement(
      String gateway,
      String listener,
      int port,
      boolean counted,
      List<VirtualHostIr> hosts,
      List<BackendTarget> targets,
      List<String> references) {
    public Placement {
      hosts = List.copyOf(hosts);
      targets = List.copyOf(targets);
      references = List.copyOf(references);
    }
  }
}
