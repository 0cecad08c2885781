package dev.agentgateway.e2e;

import static dev.agentgateway.e2e.support.ClusterPlanes.NAMESPACE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.ClusterPlanes;
import dev.agentgateway.e2e.support.Kubernetes;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kinds that are not served are answered, also where they are installed later than we are. */
final class KubernetesOtherKindsTest {
  @TempDir static Path directory;

  private static final String UDP_ROUTES = "udproutes.gateway.networking.k8s.io";

  private static Kubernetes kubernetes;
  private static ClusterPlanes planes;

  @BeforeAll
  static void start() throws Exception {
    kubernetes = Kubernetes.start(directory.resolve("kubernetes"));
    kubernetes.kubectl("create", "namespace", NAMESPACE);
    ObjectNode udp = (ObjectNode) kubernetes.get("crd", "", UDP_ROUTES);
    udp.remove("status");
    ((ObjectNode) udp.path("metadata"))
        .remove(List.of("uid", "resourceVersion", "creationTimestamp", "generation"));
    kubernetes.kubectl("delete", "crd", UDP_ROUTES);
    planes = ClusterPlanes.start(kubernetes, directory.resolve("planes"));
    kubernetes.apply(
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: agentgateway-route, namespace: %1$s}
        spec:
          gatewayClassName: agentgateway
          addresses: [{type: IPAddress, value: 127.0.0.1}]
          listeners: [{name: http, protocol: HTTP, port: %2$d}]
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: GRPCRoute
        metadata: {name: other, namespace: %1$s}
        spec: {parentRefs: [{name: agentgateway-route}]}
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: TLSRoute
        metadata: {name: other, namespace: %1$s}
        spec:
          parentRefs: [{name: agentgateway-route}]
          hostnames: [tls.example]
          rules: [{backendRefs: [{name: x, port: 443}]}]
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: TCPRoute
        metadata: {name: other, namespace: %1$s}
        spec:
          parentRefs: [{name: agentgateway-route}]
          rules: [{backendRefs: [{name: x, port: 443}]}]
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: ListenerSet
        metadata: {name: other, namespace: %1$s}
        spec:
          parentRef: {name: agentgateway-route}
          listeners: [{name: extra, port: 9090, protocol: HTTP}]
        """
            .formatted(NAMESPACE, planes.gatewayPort()));
    kubernetes.apply(udp.toString());
    kubernetes.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s");
    Await.untilTrue(
        "a UDPRoute is taken",
        () ->
            kubernetes
                    .tryApply(
                        """
                        apiVersion: gateway.networking.k8s.io/v1
                        kind: UDPRoute
                        metadata: {name: other, namespace: %s}
                        spec:
                          parentRefs: [{name: agentgateway-route}]
                          rules: [{backendRefs: [{name: x, port: 53}]}]
                        """
                            .formatted(NAMESPACE))
                    .exitCode()
                == 0);
  }

  @AfterAll
  static void close() {
    planes.close();
    kubernetes.close();
  }

  @Test
  void routesAreToldThatNoListenerTakesThem() {
    for (String kind : new String[] {"grpcroute", "tlsroute", "tcproute", "udproute"}) {
      Await.untilTrue(
          kind + " is told",
          () ->
              isRefused(
                  kubernetes.get(kind, NAMESPACE, "other").at("/status/parents/0/conditions"),
                  "NotAllowedByListeners"));
    }
  }

  @Test
  void aListenerSetIsToldThatItIsNotAccepted() {
    Await.untilTrue(
        "the set is told",
        () ->
            isRefused(
                kubernetes.get("listenerset", NAMESPACE, "other").at("/status/conditions"),
                "NotAllowed"));
  }

  private static boolean isRefused(JsonNode conditions, String reason) {
    for (JsonNode condition : conditions) {
      if (condition.path("type").asText().equals("Accepted")) {
        return condition.path("status").asText().equals("False")
            && condition.path("reason").asText().equals(reason)
            && condition.path("message").asText().contains("not supported");
      }
    }
    return false;
  }
}
