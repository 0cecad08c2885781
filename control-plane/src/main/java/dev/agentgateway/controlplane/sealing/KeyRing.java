package dev.agentgateway.controlplane.sealing;

import dev.agentgateway.controlplane.ir.SealingKeysIr;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The keys of one Gateway, the oldest first. Its text form never shows them.
 *
 * <p>A new key is told to every proxy before any seals with it, so that no proxy is given a session
 * that it cannot open; the key before stays for as long as the new one lives.
 */
record KeyRing(List<Key> keys) {

  /** After this a new key is made. */
  static final Duration LIFETIME = Duration.ofHours(24);

  /** From when it is told until it seals. */
  static final Duration ADOPTION = Duration.ofMinutes(1);

  static final KeyRing EMPTY = new KeyRing(List.of());

  KeyRing {
    keys = List.copyOf(keys);
  }

  /**
   * A key.
   *
   * @param secret 32 bytes in Base64
   */
  record Key(String secret, Instant made) {
    @Override
    public String toString() {
      return "Key[made=" + made + "]";
    }
  }

  /** The ring as it must be now: with a new key where the newest is old, without spent ones. */
  KeyRing at(Instant now, Supplier<String> newSecret) {
    List<Key> changed = new ArrayList<>(keys);
    if (changed.isEmpty() || !changed.getLast().made().plus(LIFETIME).isAfter(now)) {
      changed.add(new Key(newSecret.get(), now));
    }
    int before = Math.max(0, current(changed, now) - 1);
    return new KeyRing(changed.subList(before, changed.size()));
  }

  /** Whether {@link #at} would change it. */
  boolean isDue(Instant now) {
    return !at(now, () -> "").equals(this);
  }

  /** What proxies are told now. */
  SealingKeysIr ir(Instant now) {
    int current = current(keys, now);
    List<String> told = new ArrayList<>();
    told.add(keys.get(current).secret());
    for (int i = keys.size() - 1; i >= 0; i--) {
      if (i != current) {
        told.add(keys.get(i).secret());
      }
    }
    return new SealingKeysIr(told);
  }

  /** When something of it changes next. */
  Instant nextChange(Instant now) {
    Instant newest = keys.getLast().made();
    Instant adopted = newest.plus(ADOPTION);
    return keys.size() > 1 && adopted.isAfter(now) ? adopted : newest.plus(LIFETIME);
  }

  /** The newest that every proxy knows; the first of all is used at once. */
  private static int current(List<Key> keys, Instant now) {
    for (int i = keys.size() - 1; i > 0; i--) {
      if (!keys.get(i).made().plus(ADOPTION).isAfter(now)) {
        return i;
      }
    }
    return 0;
  }
}
