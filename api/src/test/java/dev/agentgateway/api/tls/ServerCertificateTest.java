package dev.agentgateway.api.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServerCertificateTest {

  @ParameterizedTest
  @CsvSource({
    "rsa.crt, rsa-pkcs8.key",
    "rsa.crt, rsa-pkcs1.key",
    "ec.crt, ec-pkcs8.key",
    "ec.crt, ec-sec1.key",
    "ec384.crt, ec384.key"
  })
  void keysAreReadInEveryFormThatToolsWrite(String chain, String key) throws Exception {
    ServerCertificate read = ServerCertificate.of(text(chain), text(key));
    assertThat(read.chain()).hasSize(1);
    assertThat(read.key().getAlgorithm())
        .isEqualTo(read.chain().getFirst().getPublicKey().getAlgorithm());
    assertThat(read.toString()).contains("CN=").contains("key=***");
  }

  @Test
  void theWholeChainIsKeptInItsOrder() throws Exception {
    ServerCertificate read =
        ServerCertificate.of("a comment\n" + text("ec.crt") + text("rsa.crt"), text("ec-sec1.key"));
    assertThat(read.chain())
        .extracting(each -> each.getSubjectX500Principal().getName())
        .containsExactly("CN=b.example.com", "CN=a.example.com");
  }

  @ParameterizedTest
  @CsvSource({
    "ec.crt, ec-other.key, it belongs to another certificate",
    "ec.crt, rsa-pkcs8.key, 'it cannot be read as a key of the certificate''s kind, EC'",
    "rsa.crt, ec-sec1.key, 'it cannot be read as a key of the certificate''s kind, RSA'",
    "ec.crt, ec-encrypted.key, ENCRYPTED PRIVATE KEY (expected: an unencrypted key)",
    "ec.crt, ec.crt, no PEM block PRIVATE KEY",
    "ec-sec1.key, ec-sec1.key, certificate: no PEM block CERTIFICATE",
    "rsa1024.crt, rsa1024.key, certificate: its key is RSA of 1024 bits",
    "ed25519.crt, ed25519.key, certificate: its key is EdDSA"
  })
  void whatNotEveryProxyServesIsRefusedWithAReason(String chain, String key, String why)
      throws Exception {
    String pem = text(key);
    assertThatThrownBy(() -> ServerCertificate.of(text(chain), pem))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining(why)
        .message()
        .doesNotContain(pem.lines().skip(1).findFirst().orElseThrow());
  }

  @Test
  void whatIsNoCertificateIsRefused() {
    String broken = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    assertThatThrownBy(() -> ServerCertificate.of(broken, text("ec-sec1.key")))
        .hasMessage("certificate: it cannot be parsed");
  }

  private static String text(String name) throws IOException {
    try (InputStream in = ServerCertificateTest.class.getResourceAsStream("/tls/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
