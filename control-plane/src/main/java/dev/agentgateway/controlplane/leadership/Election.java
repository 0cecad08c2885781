package dev.agentgateway.controlplane.leadership;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica's part in the election of a leader.
 *
 * <p>Clocks of replicas are not compared: a Lease that another replica holds has ended when it was
 * not renewed for its duration since this replica saw its last renewal. Whoever holds it stops
 * leading {@link #DEADLINE} after it began to write its last renewal, which is before anybody takes
 * it over.
 *
 * <p>Threading: one thread at a time.
 */
final class Election {

  private static final Logger log = LoggerFactory.getLogger(Election.class);

  /** Time that a Lease holds without being renewed. */
  static final Duration LEASE = Duration.ofSeconds(15);

  /** Time that a leader leads without a renewal. */
  static final Duration DEADLINE = Duration.ofSeconds(10);

  /** Between two renewals, and between two looks at another's Lease. */
  static final Duration PERIOD = Duration.ofSeconds(2);

  private static final Duration AFTER_CONFLICT = Duration.ofMillis(50);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

  private final String identity;
  private final LeaseStore store;
  private final Leads leads;
  private final LongSupplier nanoTime;
  private final InstantSource clock;

  private LeaseRecord known = LeaseRecord.NONE;
  private long knownSinceNanos;
  private boolean leading;
  private long leadsUntilNanos;
  private String lastFailure = "";

  /**
   * @param nanoTime what {@link System#nanoTime} says; a test's own
   * @param clock for the times that are written, for people to read
   */
  Election(
      String identity, LeaseStore store, Leads leads, LongSupplier nanoTime, InstantSource clock) {
    this.identity = identity;
    this.store = store;
    this.leads = leads;
    this.nanoTime = nanoTime;
    this.clock = clock;
  }

  /** Renews, takes or looks at the Lease. Returns nanoseconds until it wants to again. */
  long step() {
    long nowNanos = nanoTime.getAsLong();
    if (leading && nowNanos - leadsUntilNanos >= 0) {
      end("the lease could not be renewed in time");
    }
    try {
      if (!known.isHeldBy(identity)) {
        LeaseRecord found = store.read();
        if (!found.equals(known)) {
          take(found, nowNanos);
        }
      }
      if (known.isHeldBy(identity) || isFree(nowNanos)) {
        LeaseRecord written = store.write(known.heldBy(identity, LEASE, clock.instant()));
        take(written, nowNanos);
        lead(nowNanos);
      }
      lastFailure = "";
      return leading ? PERIOD.toNanos() : Math.min(PERIOD.toNanos(), untilFreeNanos());
    } catch (KubernetesClientException e) {
      return failed(e);
    }
  }

  private long failed(KubernetesClientException e) {
    if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
      // Somebody else wrote it: what is known of it is old.
      known = LeaseRecord.NONE;
      return AFTER_CONFLICT.toNanos();
    }
    String why = String.valueOf(e.getMessage());
    if (!why.equals(lastFailure)) {
      lastFailure = why;
      log.atWarn().addKeyValue("reason", why).log("lease cannot be read or written, trying again");
    }
    return AFTER_FAILURE.toNanos();
  }

  /** Gives the Lease back, so that another replica leads at once. */
  void release() {
    boolean held = leading;
    if (leading) {
      end("this replica stops");
    }
    try {
      if (held) {
        store.write(known.released(clock.instant()));
      }
    } catch (KubernetesClientException e) {
      log.atDebug().setCause(e).log("lease cannot be given back; it ends by itself");
    }
  }

  private boolean isFree(long nowNanos) {
    return known.holder().isEmpty() || nowNanos - knownSinceNanos >= known.duration().toNanos();
  }

  private long untilFreeNanos() {
    return Math.max(1, known.duration().toNanos() - (nanoTime.getAsLong() - knownSinceNanos));
  }

  private void take(LeaseRecord lease, long atNanos) {
    if (!lease.holder().equals(known.holder()) && !lease.holder().isEmpty()) {
      log.atInfo()
          .addKeyValue("leader", lease.holder())
          .addKeyValue("this", identity)
          .log("statuses are written by the leader");
    }
    known = lease;
    knownSinceNanos = atNanos;
    if (leading && !lease.isHeldBy(identity)) {
      end("another replica holds the lease");
    }
  }

  private void lead(long sinceNanos) {
    leading = true;
    leadsUntilNanos = sinceNanos + DEADLINE.toNanos();
    leads.until(leadsUntilNanos);
  }

  private void end(String why) {
    leading = false;
    leads.end();
    log.atInfo().addKeyValue("this", identity).addKeyValue("reason", why).log("leads no more");
  }
}
