package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.controlplane.translation.gateway.GatewayModel;
import java.util.Optional;

/** What a policy's target means on a Gateway. */
final class GatewayTargets {

  private GatewayTargets() {}

  /** Whether the target is this Gateway, whole or in part. */
  static boolean isMeant(PolicyModel policy, PolicyTarget target, GatewayModel gateway) {
    return target.kind() == PolicyTarget.Kind.GATEWAY
        && policy.ref().namespace().equals(gateway.ref().namespace())
        && target.selects(gateway.ref().name(), gateway.metadata().getLabels());
  }

  /** What the target names and the Gateway does not have. */
  static Optional<String> missing(PolicyTarget target, GatewayModel gateway) {
    if (target.sectionName().isPresent()
        && gateway.listeners().stream()
            .noneMatch(listener -> listener.name().equals(target.sectionName().get()))) {
      return Optional.of(
          "sectionName \"%s\" not found in Gateway %s"
              .formatted(target.sectionName().get(), gateway.id()));
    }
    if (target.port().isPresent()
        && gateway.listeners().stream()
            .noneMatch(listener -> listener.port() == target.port().get())) {
      return Optional.of(
          "port %d not found in Gateway %s".formatted(target.port().get(), gateway.id()));
    }
    return Optional.empty();
  }

  /** The part of the Gateway. */
  static Scope scope(PolicyTarget target) {
    if (target.sectionName().isPresent()) {
      return new Scope.Section(target.sectionName().get());
    }
    return target.port().isPresent() ? new Scope.Port(target.port().get()) : new Scope.Everything();
  }
}
