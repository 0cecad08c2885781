package dev.agentgateway.dataplane.config;

import java.util.Base64;
import java.util.List;

/**
 * A secret. Its text form never shows what it holds.
 *
 * @param name SDS resource name
 * @param value of a generic secret; empty for keys
 * @param keys 32 bytes each in Base64, the current one first; empty for a generic secret
 */
public record SecretConfig(String name, String value, List<String> keys) {

  public SecretConfig {
    keys = List.copyOf(keys);
  }

  /** A generic secret. */
  public SecretConfig(String name, String value) {
    this(name, value, List.of());
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
