package dev.agentgateway.controlplane.translation.backend;

/**
 * What a backend wants to see in every request. Its text form never shows the value.
 *
 * @param header field name
 * @param prefix put before the value, for example {@code "Bearer "}
 * @param secret suffix of the xDS secret's name, {@code secret/NAMESPACE/NAME/KEY}
 */
public record Credential(String header, String prefix, String secret, String value) {
  @Override
  public String toString() {
    return "Credential[header=" + header + ", secret=" + secret + ", value=***]";
  }
}
