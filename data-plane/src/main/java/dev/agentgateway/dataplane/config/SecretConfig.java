package dev.agentgateway.dataplane.config;

/**
 * A generic secret. Its text form never shows the value.
 *
 * @param name SDS resource name
 * @param value the secret itself
 */
public record SecretConfig(String name, String value) {
  @Override
  public String toString() {
    return "SecretConfig[name=" + name + ", value=***]";
  }
}
