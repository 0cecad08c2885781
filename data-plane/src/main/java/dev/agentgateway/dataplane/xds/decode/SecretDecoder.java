package dev.agentgateway.dataplane.xds.decode;

import dev.agentgateway.api.tls.ServerCertificate;
import dev.agentgateway.dataplane.config.CertificateConfig;
import dev.agentgateway.dataplane.config.SecretConfig;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsSessionTicketKeys;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Secret to {@link SecretConfig}. Findings never hold the value. */
final class SecretDecoder {

  /** Of AES-256. */
  private static final int KEY_BYTES = 32;

  private final Findings findings;

  SecretDecoder(Findings findings) {
    this.findings = findings;
  }

  @Nullable SecretConfig decode(Secret secret) {
    return switch (secret.getTypeCase()) {
      case GENERIC_SECRET -> {
        String value =
            ProtoValues.inlineText(
                secret.getGenericSecret().getSecret(), "generic_secret.secret", findings);
        yield value == null ? null : new SecretConfig(secret.getName(), value);
      }
      case SESSION_TICKET_KEYS ->
          new SecretConfig(secret.getName(), "", keys(secret.getSessionTicketKeys()));
      case TLS_CERTIFICATE -> {
        CertificateConfig certificate = certificate(secret.getTlsCertificate());
        yield certificate == null ? null : new SecretConfig(secret.getName(), certificate);
      }
      case VALIDATION_CONTEXT, TYPE_NOT_SET -> {
        findings.problem(
            "type",
            secret.getTypeCase()
                + " (expected: generic_secret, tls_certificate or session_ticket_keys)");
        yield null;
      }
    };
  }

  private @Nullable CertificateConfig certificate(TlsCertificate written) {
    try (Findings.Scope _ = findings.at("tls_certificate")) {
      findings.ignoreAllBut(written, Set.of("certificate_chain", "private_key"));
      String chain =
          ProtoValues.inlineText(written.getCertificateChain(), "certificate_chain", findings);
      String key = ProtoValues.inlineText(written.getPrivateKey(), "private_key", findings);
      if (chain == null || key == null) {
        return null;
      }
      try {
        ServerCertificate read = ServerCertificate.of(chain, key);
        return new CertificateConfig(read.chain(), read.key());
      } catch (GeneralSecurityException e) {
        findings.problem("", String.valueOf(e.getMessage()));
        return null;
      }
    }
  }

  private List<String> keys(TlsSessionTicketKeys ticketKeys) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < ticketKeys.getKeysCount(); i++) {
      DataSource source = ticketKeys.getKeys(i);
      String field = "session_ticket_keys.keys[" + i + "]";
      if (source.getSpecifierCase() != DataSource.SpecifierCase.INLINE_BYTES) {
        findings.problem(field, source.getSpecifierCase() + " (expected: inline_bytes)");
      } else if (source.getInlineBytes().size() != KEY_BYTES) {
        findings.problem(
            field, source.getInlineBytes().size() + " bytes (expected: " + KEY_BYTES + ")");
      } else {
        keys.add(Base64.getEncoder().encodeToString(source.getInlineBytes().toByteArray()));
      }
    }
    if (ticketKeys.getKeysCount() == 0) {
      findings.problem("session_ticket_keys.keys", "none (expected: at least one)");
    }
    return keys;
  }
}
