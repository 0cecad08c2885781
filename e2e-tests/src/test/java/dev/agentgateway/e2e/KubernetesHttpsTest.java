package dev.agentgateway.e2e;

import static dev.agentgateway.e2e.support.ClusterPlanes.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.ClusterPlanes;
import dev.agentgateway.e2e.support.Command;
import dev.agentgateway.e2e.support.Kubernetes;
import dev.agentgateway.e2e.support.Ports;
import dev.agentgateway.e2e.support.SelfSigned;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS listeners of a Gateway on a real API server, under RBAC. */
final class KubernetesHttpsTest {
  private static final String HOST = "shop.example.com";

  private final int port = Ports.free();

  @TempDir Path directory;

  @Test
  void listenerServesOnceItsSecretMayBeReadAndAsLongAsItMay() throws Exception {
    SelfSigned first = SelfSigned.ofRsa(directory, "first", HOST);
    SelfSigned second = SelfSigned.of(directory, "second", HOST);
    try (Kubernetes kubernetes = Kubernetes.start(directory.resolve("kubernetes"))) {
      kubernetes.kubectl("create", "namespace", NAMESPACE);
      kubernetes.kubectl("create", "namespace", "certs");
      try (ClusterPlanes planes = ClusterPlanes.start(kubernetes, directory.resolve("planes"))) {
        kubernetes.apply(objects(planes.gatewayPort()));
        awaitCondition(kubernetes, "ResolvedRefs", "False RefNotPermitted");
        awaitCondition(kubernetes, "Programmed", "False Invalid");

        kubernetes.apply(grant());
        awaitCondition(kubernetes, "ResolvedRefs", "False InvalidCertificateRef");
        kubernetes.kubectl(
            "create",
            "secret",
            "tls",
            "shop",
            "--namespace=certs",
            "--cert=" + first.chain(),
            "--key=" + first.key());
        awaitCondition(kubernetes, "Programmed", "True Programmed");
        Await.untilTrue("it serves", () -> ask(first).equals("301"));

        kubernetes.apply(second.secret("shop", "certs"));
        Await.untilTrue("a new certificate is shown", () -> ask(second).equals("301"));
        String config = planes.page(planes.first(), "/api/v1/config").body();
        assertThat(config).contains("certificate/certs/shop");
        assertThat(config).doesNotContain(Files.readAllLines(second.key()).get(1));

        kubernetes.kubectl("delete", "referencegrant", "shop", "--namespace=certs");
        awaitCondition(kubernetes, "ResolvedRefs", "False RefNotPermitted");
        Await.untilTrue("nothing is served any more", () -> ask(second).equals("000"));
      }
    }
  }

  private void awaitCondition(Kubernetes kubernetes, String type, String wanted) {
    Await.untilTrue(
        type + " is " + wanted,
        () -> {
          JsonNode listeners =
              kubernetes.get("gateway", NAMESPACE, "agentgateway-route").at("/status/listeners");
          for (JsonNode listener : listeners) {
            for (JsonNode condition : listener.path("conditions")) {
              if (listener.path("name").asText().equals("https")
                  && condition.path("type").asText().equals(type)) {
                String is =
                    condition.path("status").asText() + " " + condition.path("reason").asText();
                return is.equals(wanted);
              }
            }
          }
          return false;
        });
  }

  /** Body and status; 000: no connection. */
  private String ask(SelfSigned trusted) throws Exception {
    return Command.run(
            "curl",
            "-s",
            "--max-time",
            "10",
            "--cacert",
            trusted.chain().toString(),
            "--resolve",
            HOST + ":" + port + ":127.0.0.1",
            "-w",
            "%{http_code}",
            "https://" + HOST + ":" + port + "/old")
        .output();
  }

  private String objects(int plainPort) {
    return """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: agentgateway-route, namespace: agentgateway-system}
        spec:
          gatewayClassName: agentgateway
          addresses: [{type: IPAddress, value: 127.0.0.1}]
          listeners:
          - {name: http, protocol: HTTP, port: %d}
          - name: https
            protocol: HTTPS
            port: %d
            hostname: shop.example.com
            tls: {certificateRefs: [{name: shop, namespace: certs}]}
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: old, namespace: agentgateway-system}
        spec:
          parentRefs: [{name: agentgateway-route}]
          rules:
          - matches: [{path: {type: Exact, value: /old}}]
            filters:
            - type: RequestRedirect
              requestRedirect: {statusCode: 301, path: {type: ReplaceFullPath, replaceFullPath: /new}}
        """
        .formatted(plainPort, port);
  }

  private static String grant() {
    return """
        apiVersion: gateway.networking.k8s.io/v1
        kind: ReferenceGrant
        metadata: {name: shop, namespace: certs}
        spec:
          from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: agentgateway-system}]
          to: [{group: "", kind: Secret}]
        """;
  }
}
