package dev.agentgateway.controlplane.leadership;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A Lease as it is stored.
 *
 * @param version of the object; null where there is none yet
 * @param holder identity of the replica that leads; empty where it was given back
 * @param duration for which it holds after each renewal
 * @param renewals tells one renewal from the next; its clock is the holder's
 * @param transitions how often the holder changed
 */
record LeaseRecord(
    @Nullable String version,
    String holder,
    Duration duration,
    Instant acquired,
    Instant renewals,
    int transitions) {

  /** Nobody's, and not stored yet. */
  static final LeaseRecord NONE =
      new LeaseRecord(null, "", Duration.ZERO, Instant.EPOCH, Instant.EPOCH, 0);

  boolean isHeldBy(String identity) {
    return holder.equals(identity);
  }

  /** Renewed, or taken over where somebody else held it. */
  LeaseRecord heldBy(String identity, Duration lasting, Instant now) {
    boolean renewed = isHeldBy(identity);
    return new LeaseRecord(
        version,
        identity,
        lasting,
        renewed ? acquired : now,
        now,
        renewed || version == null ? transitions : transitions + 1);
  }

  /** Given back: whoever sees it may take it at once. */
  LeaseRecord released(Instant now) {
    return new LeaseRecord(version, "", Duration.ofSeconds(1), acquired, now, transitions);
  }
}
