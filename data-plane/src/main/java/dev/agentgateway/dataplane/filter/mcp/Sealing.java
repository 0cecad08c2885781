package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.config.SecretConfig;
import dev.agentgateway.dataplane.exchange.Secrets;
import dev.agentgateway.dataplane.protocol.mcp.SealingKeys;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keys of sessions by their secret.
 *
 * <p>Threading: called on any event loop.
 */
final class Sealing {
  private static final int MAX_KEPT = 64;
  private static final Map<SecretConfig, SealingKeys> KEPT = new ConcurrentHashMap<>();

  /** Hashes ids for telemetry where nothing is sealed: known to this process only. */
  static final SealingKeys UNSHARED = new SealingKeys(List.of(random()));

  private Sealing() {}

  /** The keys of a secret; null where it is not there, or holds none. */
  static @Nullable SealingKeys find(Secrets secrets, String name) {
    SecretConfig secret = name.isEmpty() ? null : secrets.find(name);
    if (secret == null) {
      return null;
    }
    SealingKeys known = KEPT.get(secret);
    return known != null ? known : make(secret);
  }

  private static @Nullable SealingKeys make(SecretConfig secret) {
    if (secret.keys().isEmpty()) {
      return null;
    }
    SealingKeys made = new SealingKeys(secret.keyBytes());
    if (KEPT.size() >= MAX_KEPT) {
      KEPT.clear();
    }
    KEPT.put(secret, made);
    return made;
  }

  private static byte[] random() {
    byte[] key = new byte[SealingKeys.KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }
}
