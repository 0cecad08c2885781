package dev.agentgateway.dataplane.telemetry.metrics;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Bounds the values of labels that requests have a say in. The first 100 values of a label stay,
 * all others become {@link #OTHER} and are counted.
 *
 * <p>Threading: safe to share; known values are found without a lock.
 */
public final class LabelValues {
  /** The value of what is not known beforehand. */
  public static final String OTHER = "other";

  private static final int MAX_VALUES = 100;
  private static final int MAX_LABELS = 64;
  private static final int MAX_LENGTH = 128;

  private final Map<String, Set<String>> known = new ConcurrentHashMap<>();
  private final LongAdder overflows = new LongAdder();

  /** The value, or {@link #OTHER}. */
  public String admit(String label, String value) {
    Set<String> values = known.get(label);
    if (values == null) {
      values =
          known.size() < MAX_LABELS
              ? known.computeIfAbsent(label, name -> ConcurrentHashMap.newKeySet())
              : Set.of();
    }
    if (values.contains(value)) {
      return value;
    }
    // Several event loops at once may add a few too many.
    if (value.length() > MAX_LENGTH || known.size() > MAX_LABELS || values.size() >= MAX_VALUES) {
      overflows.increment();
      return OTHER;
    }
    values.add(value);
    return value;
  }

  /** The value where it was admitted before, else {@link #OTHER}; admits nothing. */
  public String known(String label, String value) {
    return known.getOrDefault(label, Set.of()).contains(value) ? value : OTHER;
  }

  long overflows() {
    return overflows.sum();
  }
}
