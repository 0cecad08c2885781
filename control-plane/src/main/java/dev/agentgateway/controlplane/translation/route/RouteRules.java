package dev.agentgateway.controlplane.translation.route;

import dev.agentgateway.controlplane.ir.RouteIr;
import dev.agentgateway.controlplane.translation.backend.BackendTarget;
import java.util.List;

/**
 * What the rules of one HTTPRoute do on one Gateway.
 *
 * @param routes one per match, in the order of the rules
 * @param notAccepted what makes {@code Accepted} false
 * @param unresolved what makes {@code ResolvedRefs} false
 * @param targets backends that the routes send to
 * @param references every backendRef, KIND/NAMESPACE/NAME[/PORT]
 */
record RouteRules(
    List<RouteIr> routes,
    List<Finding> notAccepted,
    List<Finding> unresolved,
    List<BackendTarget> targets,
    List<String> references) {

  RouteRules {
    routes = List.copyOf(routes);
    notAccepted = List.copyOf(notAccepted);
    unresolved = List.copyOf(unresolved);
    targets = List.copyOf(targets);
    references = List.copyOf(references);
  }
}
