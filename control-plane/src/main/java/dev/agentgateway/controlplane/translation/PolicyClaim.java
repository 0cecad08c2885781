package dev.agentgateway.controlplane.translation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a policy wants to decide on a Gateway. Several may want the same; one of them is in force.
 *
 * @param gateway NAMESPACE/NAME
 * @param field of the policy's spec, such as {@code frontend.tracing}
 * @param policy NAMESPACE/NAME
 * @param generation metadata.generation of the policy; 0 where its source counts none
 * @param listener the only Gateway listener that it is for; empty: not limited to one
 * @param port the only port that it is for; empty: not limited to one
 */
public record PolicyClaim(
    String gateway,
    String field,
    String policy,
    long generation,
    Optional<String> listener,
    Optional<Integer> port) {

  /**
   * A claim on a listener and what came of it.
   *
   * @param inForce whether it decides
   * @param why why it does or does not
   */
  public record Outcome(PolicyClaim claim, boolean inForce, String why) {}

  /**
   * What is claimed on a listener of a Gateway, field by field, the claim in force before those
   * that lose against it.
   *
   * @param ranked claims of which an earlier one beats a later one
   */
  static List<Outcome> on(List<PolicyClaim> ranked, String gateway, String listener, int port) {
    List<PolicyClaim> covering =
        ranked.stream()
            .filter(claim -> claim.gateway().equals(gateway) && claim.covers(listener, port))
            .toList();
    List<Outcome> outcomes = new ArrayList<>();
    for (String field : covering.stream().map(PolicyClaim::field).distinct().toList()) {
      List<PolicyClaim> rivals =
          covering.stream().filter(claim -> claim.field().equals(field)).toList();
      PolicyClaim winner = rivals.getFirst();
      for (PolicyClaim claim : rivals) {
        boolean wins = claim.equals(winner);
        outcomes.add(new Outcome(claim, wins, wins ? claim.won(rivals) : claim.lost(winner)));
      }
    }
    return outcomes;
  }

  /** The part of the Gateway that it is for, in words. */
  public String target() {
    return listener
        .map(name -> "listener " + name)
        .or(() -> port.map(number -> "port " + number))
        .orElse("the Gateway");
  }

  private boolean covers(String ofListener, int ofPort) {
    return listener.map(ofListener::equals).orElse(true)
        && port.map(number -> number == ofPort).orElse(true);
  }

  private String won(List<PolicyClaim> rivals) {
    if (rivals.size() == 1) {
      return "no other policy sets " + field + " here";
    }
    boolean older = rivals.get(1).target().equals(target());
    return older
        ? "the oldest, or first by name, of those for " + target()
        : "the most specific target";
  }

  private String lost(PolicyClaim winner) {
    return winner.target().equals(target())
        ? winner.policy() + " is for " + target() + " too, and older, or first by name"
        : winner.policy() + " is for " + winner.target() + ", which beats " + target();
  }
}
