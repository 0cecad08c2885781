package dev.agentgateway.controlplane.translation;

import java.util.ArrayList;
import java.util.List;

/**
 * What a policy, or a backend's own {@code spec.policies}, wants to decide about how a backend is
 * spoken to. Several may want the same; one of them is in force.
 *
 * @param field of the policy's spec, such as {@code backend.tls}
 * @param policy NAMESPACE/NAME; empty: the backend itself
 * @param generation metadata.generation; 0 where its source counts none
 * @param target what it is for, in words
 * @param rank the lower, the more specific the target
 */
public record BackendClaim(String field, String policy, long generation, String target, int rank) {

  /**
   * A claim and what came of it.
   *
   * @param inForce whether it decides
   * @param why why it does or does not
   */
  public record Outcome(BackendClaim claim, boolean inForce, String why) {}

  /**
   * What came of claims on one backend, field by field, the one in force first.
   *
   * @param ranked one that beats another before it
   */
  public static List<Outcome> outcomes(List<BackendClaim> ranked) {
    List<Outcome> outcomes = new ArrayList<>();
    for (String field : ranked.stream().map(BackendClaim::field).distinct().toList()) {
      List<BackendClaim> rivals =
          ranked.stream().filter(claim -> claim.field().equals(field)).toList();
      BackendClaim winner = rivals.getFirst();
      outcomes.add(new Outcome(winner, true, winner.won(rivals)));
      rivals.stream()
          .skip(1)
          .forEach(claim -> outcomes.add(new Outcome(claim, false, claim.lost(winner))));
    }
    return outcomes;
  }

  private String won(List<BackendClaim> rivals) {
    if (rivals.size() == 1) {
      return "nothing else sets " + field + " here";
    }
    return rivals.get(1).rank == rank
        ? "the oldest, or first by name, of those for " + target
        : "the most specific";
  }

  private String lost(BackendClaim winner) {
    String by = winner.policy.isEmpty() ? "the backend itself" : winner.policy;
    return winner.rank == rank
        ? by + " is for " + target + " too, and older, or first by name"
        : by + " is more specific";
  }
}
