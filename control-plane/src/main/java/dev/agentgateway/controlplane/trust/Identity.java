package dev.agentgateway.controlplane.trust;

import java.io.IOException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A private key and the certificates that vouch for it, its own first. Its text form never shows
 * the key.
 */
record Identity(PrivateKey key, List<X509Certificate> chain) {

  Identity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("chain: empty (expected: the key's certificate first)");
    }
  }

  /**
   * Reads one.
   *
   * @throws IOException with a message for people: there is no key or no certificate
   */
  static Identity read(String chainPem, String keyPem) throws IOException {
    List<X509Certificate> chain = Pem.certificates(chainPem);
    List<PrivateKey> keys = Pem.keys(keyPem);
    if (chain.isEmpty() || keys.size() != 1) {
      throw new IOException(
          chain.isEmpty() ? "no PEM certificates" : keys.size() + " PEM keys (expected: one)");
    }
    if (!KeyPairs.match(keys.getFirst(), chain.getFirst().getPublicKey())) {
      throw new IOException("the key is not that of the first certificate");
    }
    return new Identity(keys.getFirst(), chain);
  }

  X509Certificate certificate() {
    return chain.getFirst();
  }

  Instant expires() {
    return certificate().getNotAfter().toInstant();
  }

  @Override
  public String toString() {
    return "Identity[" + certificate().getSubjectX500Principal() + ", expires=" + expires() + "]";
  }
}
