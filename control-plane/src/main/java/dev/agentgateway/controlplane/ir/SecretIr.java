package dev.agentgateway.controlplane.ir;

/**
 * A secret value. Its text form never shows the value.
 *
 * @param name xDS resource name
 */
public record SecretIr(String name, String value) {
  @Override
  public String toString() {
    return "SecretIr[name=" + name + ", value=***]";
  }
}
