package dev.agentgateway.controlplane.trust;

import java.io.IOException;

/** Says whose a token is. */
interface TokenReviewer {

  /**
   * Reviews a token. May block.
   *
   * @throws IOException with a message for people: it cannot be reviewed at the moment
   */
  Review review(String token) throws IOException;

  /** What a review found. */
  sealed interface Review {
    /** The token of a ServiceAccount, for us. */
    record Accepted(ProxyIdentity identity) implements Review {}

    /** Any other; the reason is for people. */
    record Refused(String reason) implements Review {}
  }
}
