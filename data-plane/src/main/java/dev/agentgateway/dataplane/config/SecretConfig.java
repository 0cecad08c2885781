package dev.agentgateway.dataplane.config;

import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A secret. Its text form never shows what it holds.
 *
 * @param name SDS resource name
 * @param value of a generic secret; empty for keys
 * @param keys 32 bytes each in Base64, the current one first; empty for any other secret
 * @param certificate empty for any other secret
 */
public record SecretConfig(
    String name, String value, List<String> keys, Optional<CertificateConfig> certificate) {

  public SecretConfig {
    keys = List.copyOf(keys);
  }

  /** A generic secret. */
  public SecretConfig(String name, String value) {
    this(name, value, List.of());
  }

  /** A generic secret, or keys. */
  public SecretConfig(String name, String value, List<String> keys) {
    this(name, value, keys, Optional.empty());
  }

  /** A certificate. */
  public SecretConfig(String name, CertificateConfig certificate) {
    this(name, "", List.of(), Optional.of(certificate));
  }

  /** The keys themselves, the current one first. */
  public List<byte[]> keyBytes() {
    return keys.stream().map(Base64.getDecoder()::decode).toList();
  }

  @Override
  public String toString() {
    return "SecretConfig[name=" + name + ", value=***]";
  }
}
