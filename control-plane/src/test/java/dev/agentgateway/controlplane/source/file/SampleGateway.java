package dev.agentgateway.controlplane.source.file;

/** A Gateway of our class, as a file holds it. */
public final class SampleGateway {

  private SampleGateway() {}

  /**
   * A GatewayClass and a Gateway of it.
   *
   * @param listeners in YAML flow style, separated by commas
   */
  public static String yaml(String namespace, String name, String listeners) {
    return """
    apiVersion: gateway.networking.k8s.io/v1
    kind: GatewayClass
    metadata: {name: agentgateway}
    spec: {controllerName: agentgateway.dev/agentgateway}
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: Gateway
    metadata: {name: %s, namespace: %s}
    spec:
      gatewayClassName: agentgateway
      listeners: [%s]
    """
        .formatted(name, namespace, listeners);
  }
}
