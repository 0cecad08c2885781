package dev.agentgateway.dataplane.telemetry.span;

import org.jspecify.annotations.Nullable;

/**
 * Encoded attributes that stay the same while an object does: one per connection, endpoint or
 * route. Keeps a bounded number, the newest two of those whose hashes collide. Confined to one
 * thread.
 */
final class SpanMemo {
  private static final int SLOTS = 512;

  // A pair of slots for each hash, the newer one first.
  private final @Nullable Object[] keys = new Object[SLOTS];
  private final byte[] @Nullable [] values = new byte[SLOTS][];

  // Equal objects may differ in what was encoded before; the same object never does.
  @SuppressWarnings("ReferenceEquality")
  byte @Nullable [] get(Object key) {
    int slot = slot(key);
    if (keys[slot] == key) {
      return values[slot];
    }
    return keys[slot + 1] == key ? values[slot + 1] : null;
  }

  void put(Object key, byte[] value) {
    int slot = slot(key);
    keys[slot + 1] = keys[slot];
    values[slot + 1] = values[slot];
    keys[slot] = key;
    values[slot] = value;
  }

  private static int slot(Object key) {
    int hash = System.identityHashCode(key);
    return (hash ^ (hash >>> 16)) & (SLOTS - 2);
  }
}
