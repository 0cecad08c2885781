package dev.agentgateway.controlplane.translation.reference;

/** The kind and namespace of an object that refers to another; grants know no name here. */
public record Referrer(String group, String kind, String namespace) {

  /** HTTPRoutes of a namespace. */
  public static Referrer httpRoute(String namespace) {
    return new Referrer("gateway.networking.k8s.io", "HTTPRoute", namespace);
  }

  /** Gateways of a namespace. */
  public static Referrer gateway(String namespace) {
    return new Referrer("gateway.networking.k8s.io", "Gateway", namespace);
  }

  /** AgentgatewayPolicies of a namespace. */
  public static Referrer policy(String namespace) {
    return new Referrer("agentgateway.dev", "AgentgatewayPolicy", namespace);
  }
}
