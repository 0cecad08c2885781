package dev.agentgateway.dataplane.xds.decode;

import dev.agentgateway.dataplane.config.SecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import org.jspecify.annotations.Nullable;

/** Secret to {@link SecretConfig}. Findings never hold the value. */
final class SecretDecoder {

  private final Findings findings;

  SecretDecoder(Findings findings) {
    this.findings = findings;
  }

  @Nullable SecretConfig decode(Secret secret) {
    if (!secret.hasGenericSecret()) {
      findings.problem("type", secret.getTypeCase() + " (expected: generic_secret)");
      return null;
    }
    String value =
        ProtoValues.inlineText(
            secret.getGenericSecret().getSecret(), "generic_secret.secret", findings);
    return value == null ? null : new SecretConfig(secret.getName(), value);
  }
}
