package dev.agentgateway.e2e.support;

import static dev.agentgateway.e2e.support.ClusterPlanes.NAMESPACE;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Objects that tests write to a cluster; each text begins with a document's end. */
public final class ClusterManifests {
  private ClusterManifests() {}

  /** The Gateway that the proxies of {@link ClusterPlanes} serve. */
  public static String gateway(int port) {
    return "---\n" + Manifests.gateway("agentgateway-route", NAMESPACE, port);
  }

  /** A Service with one endpoint. */
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

  /** A route of the Gateway by a path prefix to the Service {@code up}. */
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
        .formatted(name, NAMESPACE, prefix);
  }

  /** Conditions as {@code TYPE=STATUS/REASON@GENERATION}. */
  public static List<String> conditions(JsonNode conditions) {
    List<String> texts = new ArrayList<>();
    for (JsonNode condition : conditions) {
      texts.add(
          "%s=%s/%s@%d"
              .formatted(
                  condition.path("type").asText(),
                  condition.path("status").asText(),
                  condition.path("reason").asText(),
                  condition.path("observedGeneration").asLong()));
    }
    return texts;
  }
}
