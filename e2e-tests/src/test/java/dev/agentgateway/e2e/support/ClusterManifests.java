package dev.agentgateway.e2e.support;

/** Objects that tests on an API server apply. Each text is one YAML document or more. */
public final class ClusterManifests {
  private ClusterManifests() {}

  /** The Gateway {@code agentgateway-route}, at a port of loopback. */
  public static String gateway(int port) {
    return """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: agentgateway-route, namespace: %s}
        spec:
          gatewayClassName: agentgateway
          addresses: [{type: IPAddress, value: 127.0.0.1}]
          listeners: [{name: http, protocol: HTTP, port: %d}]
        """
        .formatted(ClusterPlanes.NAMESPACE, port);
  }

  /** A Service with one ready endpoint. */
  public static String service(
      String name, String namespace, int port, String address, int targetPort) {
    return """
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: %1$s, namespace: %2$s}
        spec: {ports: [{name: main, port: %3$d}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: %1$s, namespace: %2$s, labels: {kubernetes.io/service-name: %1$s}}
        addressType: IPv4
        endpoints: [{addresses: [%4$s]}]
        ports: [{name: main, port: %5$d}]
        """
        .formatted(name, namespace, port, address, targetPort);
  }

  /** A route of the Gateway by a path prefix to Service {@code up}. */
  public static String route(String name, String prefix) {
    return """
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: %s, namespace: %s}
        spec:
          parentRefs: [{name: agentgateway-route}]
          rules:
          - matches: [{path: {type: PathPrefix, value: %s}}]
            backendRefs: [{name: up, port: 80}]
        """
        .formatted(name, ClusterPlanes.NAMESPACE, prefix);
  }
}
