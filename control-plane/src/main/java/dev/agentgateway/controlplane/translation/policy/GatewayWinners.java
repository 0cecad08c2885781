package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.controlplane.translation.PolicyClaim;
import dev.agentgateway.controlplane.translation.gateway.GatewayModel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Whose frontend policies are in force where on one Gateway, part by part. */
final class GatewayWinners {

  private final Map<FrontendField, FieldWinners> fields = new EnumMap<>(FrontendField.class);

  /**
   * @param policies oldest first
   */
  GatewayWinners(GatewayModel gateway, List<PolicyModel> policies) {
    for (FrontendField field : FrontendField.values()) {
      fields.put(field, new FieldWinners(gateway, field, claims(gateway, field, policies)));
    }
  }

  /** In force for a listener, empty where what is in force for its port holds. */
  Optional<PolicyModel> ofListener(FrontendField field, String listener) {
    return winners(field).ofListener(listener);
  }

  /** In force for a port. */
  Optional<PolicyModel> ofPort(FrontendField field, int port) {
    return winners(field).ofPort(port);
  }

  /** Nothing that the policy says of frontends is in force, because older policies say it too. */
  boolean lostEverything(PolicyModel policy) {
    return !policy.frontend().isEmpty()
        && policy.frontend().stream().allMatch(field -> winners(field).lostEverything(policy));
  }

  /** Sentences about what the policy claims and does not get. */
  List<String> losses(PolicyModel policy) {
    List<String> losses = new ArrayList<>();
    fields.values().forEach(winners -> losses.addAll(winners.losses(policy)));
    return losses;
  }

  /** Every claim, field by field; one that beats another is before it. */
  List<PolicyClaim> ranked() {
    return fields.values().stream().flatMap(each -> each.ranked().stream()).toList();
  }

  private FieldWinners winners(FrontendField field) {
    return Objects.requireNonNull(fields.get(field));
  }

  private static List<FieldWinners.Claim> claims(
      GatewayModel gateway, FrontendField field, List<PolicyModel> policies) {
    List<FieldWinners.Claim> claims = new ArrayList<>();
    for (PolicyModel policy : policies) {
      if (!policy.frontend().contains(field)) {
        continue;
      }
      for (PolicyTarget target : policy.targets()) {
        if (GatewayTargets.isMeant(policy, target, gateway)
            && GatewayTargets.missing(target, gateway).isEmpty()) {
          claims.add(new FieldWinners.Claim(policy, GatewayTargets.scope(target)));
        }
      }
    }
    return claims;
  }
}
