package dev.agentgateway.controlplane.sealing;

import dev.agentgateway.controlplane.ir.SealingKeysIr;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
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

  private final KeyFile file;
  private final Clock clock;
  private final Supplier<String> newSecret;
  private final Map<String, KeyRing> rings;
  private final Map<String, Instant> changes = new TreeMap<>();
  private volatile Instant nextChange = Instant.MAX;

  private SealingKeyStore(
      KeyFile file, Map<String, KeyRing> rings, Clock clock, Supplier<String> newSecret) {
    this.file = file;
    this.rings = new TreeMap<>(rings);
    this.clock = clock;
    this.newSecret = newSecret;
  }

  /**
   * Reads the keys of a directory.
   *
   * @throws IOException with a message for people: its file cannot be read or written, or holds
   *     something else
   */
  public static SealingKeyStore open(Path directory, Clock clock) throws IOException {
    SecureRandom random = new SecureRandom();
    return open(
        directory,
        clock,
        () -> {
          byte[] key = new byte[KEY_BYTES];
          random.nextBytes(key);
          return Base64.getEncoder().encodeToString(key);
        });
  }

  /**
   * @param newSecret makes 32 bytes in Base64
   */
  static SealingKeyStore open(Path directory, Clock clock, Supplier<String> newSecret)
      throws IOException {
    KeyFile file = new KeyFile(directory.resolve(FILE));
    Map<String, KeyRing> rings = file.read();
    file.write(rings);
    return new SealingKeyStore(file, rings, clock, newSecret);
  }

  /** What proxies of a Gateway are told now; made where there are none. */
  public SealingKeysIr keys(String gateway) {
    Instant now = clock.instant();
    KeyRing before = rings.getOrDefault(gateway, KeyRing.EMPTY);
    KeyRing ring = before.at(now, newSecret);
    if (!ring.equals(before)) {
      rings.put(gateway, ring);
      keep(gateway);
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
  private void keep(String gateway) {
    try {
      file.write(rings);
    } catch (IOException e) {
      log.atError()
          .addKeyValue("gateway", gateway)
          .setCause(e)
          .log("sealing keys cannot be written, a restart will end sessions");
    }
  }
}
