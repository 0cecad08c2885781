package dev.agentgateway.dataplane.protocol.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentgateway.dataplane.protocol.mcp.SealedSession.Binding;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SealingKeysTest {
  private static final Binding HERE = new Binding("ns/gw", "ns/mcp", "");
  private static final SealedSession SESSION =
      new SealedSession(
          "2025-06-18",
          List.of(
              new TargetSession("a", "0f8e", "2025-06-18", "10.0.0.1:80"),
              new TargetSession("b", "", "2025-11-25", "")));

  private final SealingKeys first = new SealingKeys(List.of(key(1)));
  private final SealingKeys rotated = new SealingKeys(List.of(key(2), key(1)));

  @Test
  void opensWhatItSealedOnEveryReplica() {
    String token = first.seal(SESSION, HERE);
    assertThat(token).matches("[A-Za-z0-9_-]+");
    assertThat(new SealingKeys(List.of(key(1))).open(token, HERE)).isEqualTo(SESSION);
    assertThat(first.seal(SESSION, HERE)).isNotEqualTo(token);
    assertThat(SESSION.target("b")).isEqualTo(SESSION.targets().get(1));
    assertThat(SESSION.target("c")).isNull();
  }

  @Test
  void opensWithThePreviousKeyAndSealsWithTheCurrentOne() {
    assertThat(rotated.open(first.seal(SESSION, HERE), HERE)).isEqualTo(SESSION);
    assertThat(first.open(rotated.seal(SESSION, HERE), HERE)).isNull();
    assertThat(new SealingKeys(List.of(key(3))).open(first.seal(SESSION, HERE), HERE)).isNull();
  }

  @Test
  void refusesATokenThatBelongsElsewhere() {
    String token = first.seal(SESSION, HERE);
    assertThat(first.open(token, new Binding("ns/other", "ns/mcp", ""))).isNull();
    assertThat(first.open(token, new Binding("ns/gw", "ns/other", ""))).isNull();
    assertThat(first.open(token, new Binding("ns/gw", "ns/mcp", "bob"))).isNull();
    assertThat(first.open(token, new Binding("ns/gwn", "s/mcp", ""))).isNull();
  }

  @Test
  void refusesATokenInWhichAnyBitIsChanged() {
    byte[] token = Base64.getUrlDecoder().decode(first.seal(SESSION, HERE));
    for (int bit = 0; bit < token.length * 8; bit++) {
      byte[] changed = token.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(first.open(encode(changed), HERE)).isNull();
    }
    for (int length = 0; length < token.length; length++) {
      assertThat(first.open(encode(Arrays.copyOf(token, length)), HERE)).isNull();
    }
    assertThat(first.open("", HERE)).isNull();
    assertThat(first.open("not a token", HERE)).isNull();
    assertThat(first.open("A".repeat(100_000), HERE)).isNull();
  }

  @Test
  void tellsTheSameHashOnEveryReplicaAndAfterARotation() {
    String token = first.seal(SESSION, HERE);
    assertThat(first.hash(token)).matches("[0-9a-f]{32}").isEqualTo(rotated.hash(token));
    assertThat(first.hash("upstream-id")).isEqualTo(first.hash("upstream-id"));
    assertThat(first.hash("upstream-id")).isNotEqualTo(first.hash("upstream-ie"));
    assertThat(first.hash("upstream-id")).isNotEqualTo(rotated.hash("upstream-id"));
  }

  @Test
  void keepsKeysSecretAndOfTheRightLength() {
    assertThat(first).hasToString("***");
    assertThatThrownBy(() -> new SealingKeys(List.of(new byte[16])))
        .hasMessage("sealing key: 16 bytes (expected: 32)");
    assertThatThrownBy(() -> new SealingKeys(List.of())).hasMessageContaining("none");
  }

  private static byte[] key(int seed) {
    byte[] key = new byte[SealingKeys.KEY_BYTES];
    Arrays.fill(key, (byte) seed);
    return key;
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
