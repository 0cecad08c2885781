package dev.agentgateway.controlplane.sealing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SealingKeyStoreTest {

  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir private Path directory;
  private final ManualClock clock = new ManualClock();
  private int made;

  @Test
  void everyGatewayHasKeysOfItsOwnWhichStay() throws IOException {
    SealingKeyStore store = open();
    assertThat(store.keys("demo/a").keys()).containsExactly(key(1));
    assertThat(store.keys("demo/b").keys()).containsExactly(key(2));
    assertThat(store.keys("demo/a").keys()).containsExactly(key(1));
    assertThat(store.isChangeDue()).isFalse();
  }

  @Test
  void keysOutliveARestartInAFileThatOnlyTheOwnerReads() throws IOException {
    open().keys("demo/a");
    assertThat(open().keys("demo/a").keys()).containsExactly(key(1));
    Path file = directory.resolve("sealing-keys.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aNewKeyIsToldBeforeItSealsAndTheOldOneStaysBehindIt() throws IOException {
    SealingKeyStore store = open();
    store.keys("demo/a");
    clock.advance(DAY.minusSeconds(1));
    assertThat(store.isChangeDue()).isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertThat(store.isChangeDue()).isTrue();
    assertThat(store.keys("demo/a").keys()).containsExactly(key(1), key(2));
    assertThat(store.isChangeDue()).isFalse();
    clock.advance(MINUTE);
    assertThat(store.isChangeDue()).isTrue();
    assertThat(store.keys("demo/a").keys()).containsExactly(key(2), key(1));
    clock.advance(DAY);
    assertThat(store.keys("demo/a").keys()).containsExactly(key(2), key(3), key(1));
    clock.advance(MINUTE);
    assertThat(store.keys("demo/a").keys()).containsExactly(key(3), key(2));
    assertThat(Files.readString(directory.resolve("sealing-keys.json")))
        .contains(key(3), key(2))
        .doesNotContain(key(1));
  }

  @Test
  void keysThatNobodyAsksForAreNoReasonToChange() throws IOException {
    SealingKeyStore store = open();
    store.keys("demo/gone");
    clock.advance(MINUTE);
    store.keys("demo/a");
    clock.advance(DAY.minus(MINUTE));
    assertThat(store.isChangeDue()).isTrue();
    store.keys("demo/a");
    assertThat(store.isChangeDue()).isFalse();
  }

  @Test
  void keysAreNeverShown() throws IOException {
    SealingKeyStore store = open();
    assertThat(store.keys("demo/a").toString()).isEqualTo("SealingKeysIr[1 keys]");
    assertThat(KeyRing.EMPTY.at(clock.instant(), () -> key(9)).toString()).doesNotContain(key(9));
  }

  @Test
  void aFileOfSomethingElseIsNamed() throws IOException {
    Path file = directory.resolve("sealing-keys.json");
    for (String content :
        List.of("{", "{\"gateways\": {\"demo/a\": [{\"key\": \"AA==\", \"made\": \"now\"}]}}")) {
      Files.writeString(file, content);
      assertThatThrownBy(this::open)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file + " is not a file of keys");
    }
  }

  @Test
  void replicasThatShareTheirKeysTellTheSame() {
    Map<String, KeyRing> shared = new HashMap<>();
    KeyStorage storage =
        (gateway, change) ->
            requireNonNull(
                shared.compute(
                    gateway,
                    (_, ring) -> change.apply(Objects.requireNonNullElse(ring, KeyRing.EMPTY))));
    SealingKeyStore one = new SealingKeyStore(storage, clock, () -> key(++made));
    SealingKeyStore other = new SealingKeyStore(storage, clock, () -> key(++made));
    assertThat(one.keys("demo/a").keys()).containsExactly(key(1));
    assertThat(other.keys("demo/a").keys()).containsExactly(key(1));
    clock.advance(DAY);
    assertThat(other.keys("demo/a").keys()).containsExactly(key(1), key(2));
    assertThat(one.keys("demo/a").keys()).containsExactly(key(1), key(2));
  }

  @Test
  void keysThatCannotBeKeptServeAndAreKeptLater() {
    AtomicBoolean down = new AtomicBoolean(true);
    Map<String, KeyRing> kept = new HashMap<>();
    SealingKeyStore store =
        new SealingKeyStore(
            (gateway, change) -> {
              if (down.get()) {
                throw new IOException("down");
              }
              kept.put(gateway, change.apply(kept.getOrDefault(gateway, KeyRing.EMPTY)));
              return requireNonNull(kept.get(gateway));
            },
            clock,
            () -> key(++made));
    assertThat(store.keys("demo/a").keys()).containsExactly(key(1));
    down.set(false);
    assertThat(store.keys("demo/a").keys()).containsExactly(key(1));
    assertThat(kept).containsKey("demo/a");
  }

  private SealingKeyStore open() throws IOException {
    return SealingKeyStore.open(directory, clock, () -> key(++made));
  }

  private static String key(int number) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) number);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static final class ManualClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
