package dev.agentgateway.controlplane.sealing;

import dev.agentgateway.controlplane.ir.SealingKeysIr;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of every Gateway. They outlive restarts, so that sessions do too; a Gateway's keys stay
 * when it no longer needs them.
 */
public final class SealingKeyStore {

  private static final Logger log = LoggerFactory.getLogger(SealingKeyStore.class);
  private static final String FILE = "sealing-keys.json";
  private static final int KEY_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyStorage storage;
  private final Clock clock;
  private final Supplier<String> newSecret;
  private final Map<String, KeyRing> rings = new TreeMap<>();
  private final Set<String> unkept = new TreeSet<>();
  private final Map<String, Instant> changes = new TreeMap<>();
  private volatile Instant nextChange = Instant.MAX;

  /**
   * @param newSecret makes 32 bytes in Base64
   */
  SealingKeyStore(KeyStorage storage, Clock clock, Supplier<String> newSecret) {
    this.storage = storage;
    this.clock = clock;
    this.newSecret = newSecret;
  }

  /** Keys that all replicas share in a Secret; they are read when they are asked for. */
  public static SealingKeyStore shared(KubernetesClient client, String namespace, Clock clock) {
    return new SealingKeyStore(
        new KeySecret(client, namespace), clock, SealingKeyStore::randomSecret);
  }

  /**
   * Reads the keys of a directory.
   *
   * @throws IOException with a message for people: its file cannot be read or written, or holds
   *     something else
   */
  public static SealingKeyStore open(Path directory, Clock clock) throws IOException {
    return open(directory, clock, SealingKeyStore::randomSecret);
  }

  static SealingKeyStore open(Path directory, Clock clock, Supplier<String> newSecret)
      throws IOException {
    KeyFile file = new KeyFile(directory.resolve(FILE));
    file.write(file.read());
    return new SealingKeyStore(file, clock, newSecret);
  }

  private static String randomSecret() {
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  /** What proxies of a Gateway are told now; made where there are none. */
  public SealingKeysIr keys(String gateway) {
    Instant now = clock.instant();
    KeyRing ring = rings.getOrDefault(gateway, KeyRing.EMPTY);
    if (ring.isDue(now) || unkept.contains(gateway)) {
      ring = changed(gateway, ring, now);
      rings.put(gateway, ring);
    }
    changes.put(gateway, ring.nextChange(now));
    // Of Gateways that are not asked for any more.
    changes.values().removeIf(change -> !change.isAfter(now));
    nextChange = changes.values().stream().min(Instant::compareTo).orElse(Instant.MAX);
    return ring.ir(now);
  }

  /** Whether keys that were told have to be told anew. */
  public boolean isChangeDue() {
    return !clock.instant().isBefore(nextChange);
  }

  /** The new keys serve in any case; not kept, they end with this process. */
  private KeyRing changed(String gateway, KeyRing before, Instant now) {
    try {
      KeyRing kept =
          storage.update(
              gateway, ring -> (ring.keys().isEmpty() ? before : ring).at(now, newSecret));
      unkept.remove(gateway);
      return kept;
    } catch (IOException e) {
      if (unkept.add(gateway)) {
        log.atError()
            .addKeyValue("gateway", gateway)
            .setCause(e)
            .log("sealing keys cannot be kept, a restart will end sessions");
      }
      return before.at(now, newSecret);
    }
  }
}
