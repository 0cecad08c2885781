package dev.agentgateway.dataplane.filter.llm;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How a provider did lately, as this proxy saw it: what it is worth against others of its group,
 * and until when it is left out after a failure.
 *
 * <p>Threading: called on any event loop; never blocks for long.
 */
final class ProviderHealth {
  private static final double NEWEST = 0.3;
  private static final double PER_PENDING = 0.1;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long EVICTION_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long MAX_EVICTION_NANOS = Duration.ofMinutes(5).toNanos();
  private static final int MAX_PROVIDERS = 10_000;
  private static final Map<String, ProviderHealth> ALL = new ConcurrentHashMap<>();

  private double health = 1;
  private double latencySeconds;
  private int pending;
  private int failuresInARow;
  private boolean evicted;
  private long evictedUntil;

  /** That of a cluster. */
  static ProviderHealth of(String cluster) {
    ProviderHealth known = ALL.get(cluster);
    if (known != null) {
      return known;
    }
    if (ALL.size() >= MAX_PROVIDERS) {
      ALL.clear();
    }
    return ALL.computeIfAbsent(cluster, _ -> new ProviderHealth());
  }

  /** Whether it is left out, at a time of System.nanoTime(). */
  synchronized boolean isEvicted(long nanos) {
    if (evicted && nanos - evictedUntil >= 0) {
      evicted = false;
    }
    return evicted;
  }

  /** How long it is left out yet; 0: it is not. */
  synchronized long evictedNanos(long nanos) {
    return isEvicted(nanos) ? evictedUntil - nanos : 0;
  }

  /** What it is worth: the healthier, faster and less busy, the more. */
  synchronized double score() {
    return health / (1 + latencySeconds * (1 + PER_PENDING * pending));
  }

  /** A request is sent to it. */
  synchronized void begin() {
    pending++;
  }

  /** A request ended before it was known how it went. */
  synchronized void forget() {
    pending--;
  }

  /** It began to answer. */
  synchronized void succeeded(long nanos) {
    pending--;
    failuresInARow = 0;
    health += NEWEST * (1 - health);
    latencySeconds += NEWEST * (nanos / NANOS_PER_SECOND - latencySeconds);
  }

  /**
   * It failed.
   *
   * @param now of System.nanoTime()
   * @param retryAfterNanos when it wants to be asked again; 0: it does not say
   */
  synchronized void failed(long now, long retryAfterNanos) {
    pending--;
    failuresInARow++;
    health -= NEWEST * health;
    long own = EVICTION_NANOS * failuresInARow;
    evicted = true;
    evictedUntil = now + Math.min(MAX_EVICTION_NANOS, retryAfterNanos > 0 ? retryAfterNanos : own);
  }
}
