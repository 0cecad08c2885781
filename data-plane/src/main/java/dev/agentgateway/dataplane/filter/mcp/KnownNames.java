package dev.agentgateway.dataplane.filter.mcp;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Whose a name without prefix was found to be. Only saves looking again: what is forgotten, or
 * known to another replica only, is looked for.
 *
 * <p>Threading: called on any event loop.
 */
final class KnownNames {
  private static final long HELD_NANOS = Duration.ofSeconds(60).toNanos();
  private static final int MAX_NAMES = 10_000;
  private static final Map<Key, Found> NAMES = new ConcurrentHashMap<>();

  private KnownNames() {}

  /** A name of a backend: what it names is told by the method that lists it. */
  record Key(String gateway, String backend, String listMethod, String name) {}

  private record Found(String target, long nanos) {}

  /** The target that was found lately; null: none. */
  static @Nullable String find(Key key) {
    Found found = NAMES.get(key);
    return found == null || System.nanoTime() - found.nanos > HELD_NANOS ? null : found.target;
  }

  static void put(Key key, String target) {
    if (NAMES.size() >= MAX_NAMES) {
      NAMES.clear();
    }
    NAMES.put(key, new Found(target, System.nanoTime()));
  }
}
