package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.controlplane.translation.PolicyClaim;
import dev.agentgateway.controlplane.translation.gateway.GatewayModel;
import dev.agentgateway.controlplane.translation.gateway.ListenerModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whose part of a frontend policy is in force where on one Gateway. The whole object of the winner
 * counts; nothing of the others is mixed in. A listener's policy beats a port's, a port's beats the
 * Gateway's, and the oldest of several on the same thing beats the younger ones.
 */
final class FieldWinners {

  private final GatewayModel gateway;
  private final FrontendField field;
  private final List<Claim> claims;

  /**
   * @param claims of policies that have the field, oldest policy first
   */
  FieldWinners(GatewayModel gateway, FrontendField field, List<Claim> claims) {
    this.gateway = gateway;
    this.field = field;
    this.claims = List.copyOf(claims);
  }

  /** What a policy claims. */
  record Claim(PolicyModel policy, Scope scope) {}

  /** In force for a listener; empty where what is in force for its port holds. */
  Optional<PolicyModel> ofListener(String listener) {
    return of(new Scope.Section(listener));
  }

  /** In force for a port. */
  Optional<PolicyModel> ofPort(int port) {
    return of(new Scope.Port(port)).or(() -> of(new Scope.Everything()));
  }

  private Optional<PolicyModel> of(Scope scope) {
    return claims.stream()
        .filter(claim -> claim.scope().equals(scope))
        .map(Claim::policy)
        .findFirst();
  }

  /** Every claim, one that beats another before it. */
  List<PolicyClaim> ranked() {
    return claims.stream()
        .sorted(Comparator.comparingInt(claim -> claim.scope().rank()))
        .map(claim -> claim.scope().claim(gateway.id(), field, claim.policy()))
        .toList();
  }

  /** The policy wins nothing that it claims, because an older policy claims it too. */
  boolean lostEverything(PolicyModel policy) {
    List<Claim> own = claims.stream().filter(claim -> claim.policy().equals(policy)).toList();
    return !own.isEmpty()
        && own.stream().noneMatch(claim -> of(claim.scope()).orElseThrow().equals(policy));
  }

  /** Sentences about what the policy claims and does not get. */
  List<String> losses(PolicyModel policy) {
    List<String> losses = new ArrayList<>();
    for (Claim claim : claims) {
      if (!claim.policy().equals(policy)) {
        continue;
      }
      PolicyModel winner = of(claim.scope()).orElseThrow();
      if (!winner.equals(policy)) {
        losses.add(
            field.path()
                + " of "
                + winner.id()
                + " is in force on "
                + claim.scope()
                + ": it is older, or first by name");
      } else {
        overrides(claim.scope(), losses);
      }
    }
    return losses;
  }

  private void overrides(Scope scope, List<String> losses) {
    if (scope instanceof Scope.Section) {
      return;
    }
    for (int port : gateway.listeners().stream().map(ListenerModel::port).distinct().toList()) {
      if (scope instanceof Scope.Everything) {
        of(new Scope.Port(port)).ifPresent(p -> losses.add(overridden(p, "port " + port)));
      }
    }
    for (ListenerModel listener : gateway.listeners()) {
      if (scope.covers(listener)) {
        ofListener(listener.name())
            .ifPresent(p -> losses.add(overridden(p, "listener " + listener.name())));
      }
    }
  }

  private String overridden(PolicyModel winner, String where) {
    return field.path() + " of " + winner.id() + " is in force on " + where;
  }
}
