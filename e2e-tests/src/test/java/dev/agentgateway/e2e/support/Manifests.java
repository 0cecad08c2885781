package dev.agentgateway.e2e.support;

import java.util.List;
import java.util.stream.Collectors;

/** Objects of namespace {@code test} that tests write. Each text is one YAML document. */
public final class Manifests {
  private Manifests() {}

  /** One file of several objects. */
  public static String all(String... documents) {
    return String.join("---\n", documents);
  }

  /** The GatewayClass. */
  public static String gatewayClass() {
    return """
        apiVersion: gateway.networking.k8s.io/v1
        kind: GatewayClass
        metadata: {name: agentgateway}
        spec: {controllerName: agentgateway.dev/agentgateway}
        """;
  }

  /** A Gateway with one listener on loopback. */
  public static String gateway(String name, String namespace, int port) {
    return """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: %s, namespace: %s}
        spec:
          gatewayClassName: agentgateway
          addresses: [{type: IPAddress, value: 127.0.0.1}]
          listeners: [{name: http, protocol: HTTP, port: %d}]
        """
        .formatted(name, namespace, port);
  }

  /** A route of the Gateway by a path prefix to a backend of the same namespace. */
  public static String route(String name, String prefix, String backend) {
    return """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: %s, namespace: test}
        spec:
          parentRefs: [{name: edge}]
          rules:
          - matches: [{path: {type: PathPrefix, value: %s}}]
            backendRefs: [{group: agentgateway.dev, kind: AgentgatewayBackend, name: %s}]
        """
        .formatted(name, prefix, backend);
  }

  /** A backend by host and port. */
  public static String backend(String name, String host, int port) {
    return backend(name, host, port, "");
  }

  /**
   * A backend by host and port.
   *
   * @param policies content of spec.policies in flow style, such as {@code tls: {}}; may be empty
   */
  public static String backend(String name, String host, int port, String policies) {
    return """
        apiVersion: agentgateway.dev/v1alpha1
        kind: AgentgatewayBackend
        metadata: {name: %s, namespace: test}
        spec: {static: {host: "%s", port: %d}%s}
        """
        .formatted(name, host, port, policies.isEmpty() ? "" : ", policies: {" + policies + "}");
  }

  /** Every request traced to a backend. */
  public static String tracing(String backend, String protocol) {
    return """
        apiVersion: agentgateway.dev/v1alpha1
        kind: AgentgatewayPolicy
        metadata: {name: tracing, namespace: test}
        spec:
          targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]
          frontend:
            tracing:
              backendRef: {group: agentgateway.dev, kind: AgentgatewayBackend, name: %s}
              protocol: %s
              clientSampling: "true"
              randomSampling: "true"
        """
        .formatted(backend, protocol);
  }

  /** A ConfigMap with one certificate authority. */
  public static String authority(String name, String pem) {
    return """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: %s, namespace: test}
        data:
          ca.crt: |
        """
            .formatted(name)
        + pem.lines().map(line -> "    " + line + "\n").collect(Collectors.joining());
  }

  /** A Service on port 80 with ready endpoints on loopback. */
  public static String service(String name, List<Integer> ports) {
    StringBuilder text =
        new StringBuilder(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: %s, namespace: test}
            spec: {ports: [{name: http, port: 80}]}
            """
                .formatted(name));
    for (int port : ports) {
      text.append(
          """
          ---
          apiVersion: discovery.k8s.io/v1
          kind: EndpointSlice
          metadata:
            name: %s-%d
            namespace: test
            labels: {kubernetes.io/service-name: %s}
          addressType: IPv4
          endpoints: [{addresses: [127.0.0.1]}]
          ports: [{name: http, port: %d}]
          """
              .formatted(name, port, name, port));
    }
    return text.toString();
  }
}
