package dev.agentgateway.dataplane.xds;

import dev.agentgateway.dataplane.xds.XdsSettings.Timing;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Chooses which control plane to ask next, in which variant of the protocol, and after which wait.
 * Waits are drawn between zero and a bound that doubles with every round through all control planes
 * and falls back once one of them answers.
 */
final class ControlPlanes {

  private static final Duration GRACEFUL_JITTER = Duration.ofMillis(250);
  private static final int MAX_DOUBLINGS = 16;

  private final List<String> addresses;
  private final Timing timing;
  private final RandomGenerator random;
  private final Set<String> withoutDelta = new HashSet<>();
  private int current;
  private int failures;

  ControlPlanes(List<String> addresses, Timing timing, RandomGenerator random) {
    this.addresses = List.copyOf(addresses);
    this.timing = timing;
    this.random = random;
  }

  /** HOST:PORT to ask. */
  String current() {
    return addresses.get(current);
  }

  XdsStatus.Protocol protocol() {
    return withoutDelta.contains(current())
        ? XdsStatus.Protocol.STATE_OF_THE_WORLD
        : XdsStatus.Protocol.DELTA;
  }

  /** The current one answered. */
  void answered() {
    failures = 0;
  }

  /** The current one does not know incremental xDS. */
  void noDelta() {
    withoutDelta.add(current());
  }

  /**
   * A stream ended.
   *
   * @param hadAnswered whether something came on it; if not, the next control plane is tried, and
   *     this one may be asked for incremental xDS again
   * @return how long to wait
   */
  Duration ended(boolean hadAnswered) {
    if (!hadAnswered) {
      withoutDelta.remove(current());
      failures++;
      current = (current + 1) % addresses.size();
    }
    int doublings = Math.min(MAX_DOUBLINGS, Math.max(0, (failures - 1) / addresses.size()));
    long bound =
        Math.min(timing.maxBackoff().toMillis(), timing.minBackoff().toMillis() << doublings);
    return Duration.ofMillis(random.nextLong(bound + 1));
  }

  /** How long to wait before leaving a connection that the server is closing. */
  Duration graceful() {
    return Duration.ofMillis(random.nextLong(GRACEFUL_JITTER.toMillis() + 1));
  }
}
