package dev.agentgateway.dataplane.xds.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.agentgateway.dataplane.config.SecretConfig;
import dev.agentgateway.dataplane.listener.Certificates;
import dev.agentgateway.dataplane.xds.Fixtures;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.GenericSecret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsSessionTicketKeys;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SecretDecoderTest {

  @Test
  void aGenericSecretIsText() {
    Secret secret =
        Secret.newBuilder()
            .setName("s")
            .setGenericSecret(
                GenericSecret.newBuilder()
                    .setSecret(DataSource.newBuilder().setInlineString("hush")))
            .build();
    assertThat(valid(secret)).isEqualTo(new SecretConfig("s", "hush"));
  }

  @Test
  void sealingKeysComeInTheirOrderAndAreNotShown() {
    SecretConfig keys = valid(keys(key(32, 1), key(32, 2)));
    assertThat(keys.keyBytes()).containsExactly(filled(32, 1), filled(32, 2));
    assertThat(keys.value()).isEmpty();
    assertThat(keys.toString()).isEqualTo("SecretConfig[name=s, value=***]");
  }

  @Test
  void keysOfAnotherLengthAreRefused() {
    assertThat(problems(keys(key(80, 1))))
        .containsExactly("session_ticket_keys.keys[0]: 80 bytes (expected: 32)");
    assertThat(problems(keys()))
        .containsExactly("session_ticket_keys.keys: none (expected: at least one)");
  }

  @Test
  void aCertificateIsReadAndItsKeyIsNotShown() {
    SecretConfig secret =
        valid(Fixtures.certificate("s", Certificates.text("a.crt"), Certificates.text("a.key")));
    assertThat(secret.certificate().orElseThrow().chain()).hasSize(1);
    assertThat(secret.toString()).isEqualTo("SecretConfig[name=s, value=***]");
    assertThat(secret.certificate().orElseThrow().toString()).contains("key=***");
  }

  @Test
  void aCertificateWithAnotherKeyIsRefused() {
    assertThat(
            problems(
                Fixtures.certificate("s", Certificates.text("a.crt"), Certificates.text("b.key"))))
        .containsExactly(
            "tls_certificate: private key: it cannot be read as a key of the certificate's kind,"
                + " RSA");
    assertThat(problems(Fixtures.certificate("s", "no", "PEM")))
        .containsExactly("tls_certificate: certificate: no PEM block CERTIFICATE");
  }

  private static Secret keys(DataSource... keys) {
    return Secret.newBuilder()
        .setName("s")
        .setSessionTicketKeys(TlsSessionTicketKeys.newBuilder().addAllKeys(List.of(keys)))
        .build();
  }

  private static DataSource key(int length, int value) {
    return DataSource.newBuilder()
        .setInlineBytes(ByteString.copyFrom(filled(length, value)))
        .build();
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static SecretConfig valid(Secret secret) {
    if (!(ResourceDecoder.secret(Any.pack(secret), "s")
        instanceof Decoded.Valid<SecretConfig> ok)) {
      throw new AssertionError("not valid");
    }
    return ok.value();
  }

  private static List<String> problems(Secret secret) {
    if (!(ResourceDecoder.secret(Any.pack(secret), "s")
        instanceof Decoded.Invalid<SecretConfig> invalid)) {
      throw new AssertionError("not refused");
    }
    return invalid.problems();
  }
}
