package dev.agentgateway.dataplane.config;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a server proves with who it is. Its text form never shows the key.
 *
 * @param chain the server's own certificate first; never empty
 * @param key its private key
 */
public record CertificateConfig(List<X509Certificate> chain, PrivateKey key) {
  public CertificateConfig {
    chain = List.copyOf(chain);
  }

  @Override
  public String toString() {
    return "CertificateConfig[" + chain.getFirst().getSubjectX500Principal() + ", key=***]";
  }
}
