package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.controlplane.translation.gateway.ListenerModel;
import io.fabric8.kubernetes.api.model.ObjectMeta;

/**
 * What of the traffic a target above backends covers.
 *
 * @param namespace of the policy and of what it covers
 */
record Cover(String namespace, PolicyTarget target) {

  static boolean isAboveBackends(PolicyTarget target) {
    return target.kind() == PolicyTarget.Kind.GATEWAY
        || target.kind() == PolicyTarget.Kind.HTTP_ROUTE;
  }

  /** Whether it covers a rule of a route on a listener. */
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

  /** Whether it is for a part: a listener, a port or a rule. */
  boolean isOfAPart() {
    return target.sectionName().isPresent() || target.port().isPresent();
  }

  private boolean isMeant(ObjectMeta object) {
    return namespace.equals(object.getNamespace())
        && target.selects(object.getName(), object.getLabels());
  }
}
