package dev.agentgateway.dataplane.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash map from strings that is asked with a part of a string, so that no substring is
 * made for a look-up.
 */
final class RangeMap<V> {
  private final int mask;
  private final int[] hashes;
  private final @Nullable String[] keys;
  private final @Nullable Object[] values;

  RangeMap(Map<String, V> entries) {
    int capacity = Integer.highestOneBit(Math.max(1, entries.size()) * 2 - 1) * 2;
    mask = capacity - 1;
    hashes = new int[capacity];
    keys = new @Nullable String[capacity];
    values = new @Nullable Object[capacity];
    entries.forEach(this::put);
  }

  /** The hash of nothing; each further character goes through {@link #hash(int, char)}. */
  static int emptyHash() {
    return 0;
  }

  /** The hash of a text by one character longer. */
  static int hash(int hash, char next) {
    return 31 * hash + next;
  }

  /** The value of the characters {@code start} to {@code end}, whose hash is {@code hash}. */
  @SuppressWarnings("unchecked") // put() stores values of this type only
  @Nullable V find(String text, int start, int end, int hash) {
    for (int slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      String key = keys[slot];
      if (key == null) {
        return null;
      }
      if (hashes[slot] == hash
          && key.length() == end - start
          && key.regionMatches(0, text, start, end - start)) {
        return (V) values[slot];
      }
    }
  }

  /** The same for ASCII text in any case; keys must be lower case. */
  @SuppressWarnings("unchecked") // put() stores values of this type only
  @Nullable V findIgnoringCase(String text, int start, int end) {
    int hash = emptyHash();
    for (int i = start; i < end; i++) {
      hash = hash(hash, lower(text.charAt(i)));
    }
    for (int slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      String key = keys[slot];
      if (key == null) {
        return null;
      }
      if (hashes[slot] == hash
          && key.length() == end - start
          && key.regionMatches(true, 0, text, start, end - start)) {
        return (V) values[slot];
      }
    }
  }

  private void put(String key, V value) {
    int hash = emptyHash();
    for (int i = 0; i < key.length(); i++) {
      hash = hash(hash, key.charAt(i));
    }
    int slot = spread(hash) & mask;
    while (keys[slot] != null) {
      slot = (slot + 1) & mask;
    }
    hashes[slot] = hash;
    keys[slot] = key;
    values[slot] = value;
  }

  private static int spread(int hash) {
    return hash ^ hash >>> 16;
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
  }
}
