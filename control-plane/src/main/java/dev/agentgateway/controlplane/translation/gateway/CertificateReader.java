package dev.agentgateway.controlplane.translation.gateway;

import dev.agentgateway.api.tls.ServerCertificate;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with certificates. What an earlier reader found out about the same texts is
 * taken over, because proving that a key belongs to a certificate takes a signature.
 */
public final class CertificateReader {

  private final Map<Pem, Optional<String>> earlier;
  private final Map<Pem, Optional<String>> verdicts = new HashMap<>();

  /**
   * @param earlier null: none
   */
  public CertificateReader(@Nullable CertificateReader earlier) {
    this.earlier = earlier == null ? Map.of() : earlier.verdicts;
  }

  /** Why proxies cannot serve them; empty where they can. */
  Optional<String> fault(Pem pem) {
    Optional<String> known = verdicts.get(pem);
    if (known == null) {
      known = Objects.requireNonNullElseGet(earlier.get(pem), () -> read(pem));
      verdicts.put(pem, known);
    }
    return known;
  }

  private static Optional<String> read(Pem pem) {
    try {
      var _ = ServerCertificate.of(pem.chain(), pem.key());
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** A certificate chain and its key. The text form shows neither. */
  record Pem(String chain, String key) {
    @Override
    public String toString() {
      return "Pem[***]";
    }
  }
}
