package dev.agentgateway.controlplane.ir;

/** Something secret. Text forms never show it. */
public sealed interface SecretIr {

  /** The xDS resource name. */
  String name();

  /** A text, such as a credential. */
  record Text(String name, String value) implements SecretIr {
    @Override
    public String toString() {
      return "Text[name=" + name + ", value=***]";
    }
  }

  /**
   * What a server proves with who it is, in PEM.
   *
   * @param chain certificates, the server's own first
   * @param key its private key
   */
  record Certificate(String name, String chain, String key) implements SecretIr {
    @Override
    public String toString() {
      return "Certificate[name=" + name + ", key=***]";
    }
  }
}
