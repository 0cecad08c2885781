package dev.agentgateway.e2e;

import static dev.agentgateway.e2e.support.ClusterManifests.conditions;
import static dev.agentgateway.e2e.support.ClusterManifests.gateway;
import static dev.agentgateway.e2e.support.ClusterManifests.route;
import static dev.agentgateway.e2e.support.ClusterManifests.service;
import static dev.agentgateway.e2e.support.ClusterPlanes.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Certificates;
import dev.agentgateway.e2e.support.ClusterPlanes;
import dev.agentgateway.e2e.support.Kubernetes;
import dev.agentgateway.e2e.support.Launcher;
import dev.agentgateway.e2e.support.Manifests;
import dev.agentgateway.e2e.support.TraceReceiver;
import dev.agentgateway.e2e.support.Upstream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The planes on a real API server, under RBAC. */
final class KubernetesTest {
  @TempDir static Path directory;

  private static Kubernetes kubernetes;
  private static Upstream upstream;
  private static TraceReceiver collector;
  private static ClusterPlanes planes;

  @BeforeAll
  static void start() throws Exception {
    kubernetes = Kubernetes.start(directory.resolve("kubernetes"));
    String address = Kubernetes.address().getHostAddress();
    upstream = Upstream.start("up", address, 0);
    collector = TraceReceiver.grpc(Kubernetes.address());
    kubernetes.kubectl("create", "namespace", NAMESPACE);
    kubernetes.kubectl("create", "namespace", "monitoring");
    planes = ClusterPlanes.start(kubernetes, directory.resolve("planes"));
    kubernetes.apply(
        gateway(planes.gatewayPort())
            + service("up", NAMESPACE, 80, address, upstream.port())
            + service(
                "opentelemetry-collector-traces", "monitoring", 4317, address, collector.port())
            + route("up", "/up"));
    // The mission's objects, unchanged.
    kubernetes.kubectl(
        "apply",
        "-f",
        Launcher.home().resolve("deploy/quickstart/manifests/tracing.yaml").toString());
    Await.untilTrue("the route serves", () -> planes.statusOf("/up") == 200);
  }

  @AfterAll
  static void close() {
    for (AutoCloseable each : new AutoCloseable[] {planes, collector, upstream, kubernetes}) {
      try {
        if (each != null) {
          each.close();
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void requestIsTracedWithWhatThePolicySays() throws Exception {
    long before = collector.spans();
    assertThat(planes.statusOf("/up")).isEqualTo(200);
    Await.untilTrue("its spans arrive", () -> collector.spans() >= before + 2);
    for (String text :
        List.of(
            "service.name",
            "agentgateway",
            "deployment.environment",
            "development",
            "request.host")) {
      assertThat(collector.newestHolds(text)).as(text).isTrue();
    }
  }

  @Test
  void chartsAreSoundAndRefuseWhatTheyDoNotKnow() throws Exception {
    String chart = Kubernetes.charts().resolve("agentgateway").toString();
    String images = "--set=image.controlPlane=a,image.proxy=b";
    kubernetes.helm("lint", chart, images);
    kubernetes.helm("lint", Kubernetes.charts().resolve("agentgateway-crds").toString());
    assertThat(
            kubernetes.helm(
                "template", chart, images, "--set=monitoring.prometheusOperator=always"))
        .contains("kind: PodMonitor", "kind: PodDisruptionBudget");
    assertThatThrownBy(() -> kubernetes.helm("template", chart))
        .hasMessageContaining("name the image that you built");
    assertThatThrownBy(() -> kubernetes.helm("template", chart, images, "--set=replica=1"))
        .hasMessageContaining("replica");
    assertThat(
            kubernetes
                .get("deployment", NAMESPACE, "agentgateway-control-plane")
                .at("/spec/template/spec/serviceAccountName")
                .asText())
        .isEqualTo("agentgateway-control-plane");
  }

  @Test
  void everyObjectIsToldWhatBecameOfIt() throws Exception {
    Await.untilTrue(
        "the policy has its status",
        () ->
            conditions(
                    kubernetes
                        .get("agentgatewaypolicy", NAMESPACE, "tracing-policy")
                        .at("/status/ancestors/0/conditions"))
                .equals(List.of("Accepted=True/Valid@1", "Attached=True/Attached@1")));
    assertThat(
            conditions(kubernetes.get("gatewayclass", "", "agentgateway").at("/status/conditions")))
        .contains("Accepted=True/Accepted@1", "SupportedVersion=True/SupportedVersion@1");
    assertThat(kubernetes.get("gatewayclass", "", "agentgateway").at("/status/supportedFeatures"))
        .extracting(feature -> feature.path("name").asText())
        .contains("HTTPRoute", "ReferenceGrant")
        .isSorted();
    JsonNode gateway = kubernetes.get("gateway", NAMESPACE, "agentgateway-route");
    assertThat(conditions(gateway.at("/status/conditions")))
        .contains("Accepted=True/Accepted@1", "Programmed=True/Programmed@1");
    assertThat(gateway.at("/status/addresses/0/value").asText()).isEqualTo("127.0.0.1");
    assertThat(gateway.at("/status/listeners/0/attachedRoutes").asInt()).isPositive();
    assertThat(
            conditions(
                kubernetes.get("httproute", NAMESPACE, "up").at("/status/parents/0/conditions")))
        .contains("Accepted=True/Accepted@1", "ResolvedRefs=True/ResolvedRefs@1");
  }

  @Test
  void revokedGrantStopsSpansAndIsTold() throws Exception {
    String grant = "allow-otel-collector-traces-access";
    kubernetes.kubectl("delete", "referencegrant", grant, "-n", "monitoring");
    Await.untilTrue(
        "the policy says so",
        () ->
            kubernetes
                .get("agentgatewaypolicy", NAMESPACE, "tracing-policy")
                .at("/status/ancestors/0/conditions")
                .toString()
                .contains("ReferenceGrant"));
    kubernetes.kubectl(
        "apply",
        "-f",
        Launcher.home().resolve("deploy/quickstart/manifests/tracing.yaml").toString());
    long before = collector.spans();
    Await.untilTrue(
        "spans arrive again", () -> planes.statusOf("/up") == 200 && collector.spans() > before);
  }

  @Test
  void apiServerRefusesWhatCannotMeanAnything() throws Exception {
    assertThat(
            kubernetes
                .tryApply(
                    policy(
                        "frontend: {tracing: {url: 'http://c:4317', backendRef: {name: c, port: 4317}}}",
                        "Gateway"))
                .output())
        .contains("set exactly one of backendRef, url");
    assertThat(
            kubernetes
                .tryApply(
                    policy("frontend: {tracing: {url: 'http://c:4317', path: /x}}", "Gateway"))
                .output())
        .contains("path is for protocol HTTP only");
    assertThat(
            kubernetes
                .tryApply(policy("frontend: {tracing: {url: 'http://c:4317'}}", "HTTPRoute"))
                .output())
        .contains("a frontend policy is for Gateways");
    assertThat(
            kubernetes
                .tryApply(policy("backend: {ai: {routes: {/v1: Telepathy}}}", "HTTPRoute"))
                .output())
        .contains("Telepathy");
    assertThat(
            kubernetes
                .tryApply(policy("frontend: {tracing: {backendRef: {name: c}}}", "Gateway"))
                .output())
        .contains("a Service needs a port");
  }

  @Test
  void guardsThatAreNotBuiltAreTakenToldAndClosed() throws Exception {
    kubernetes.apply(route("guarded", "/guarded"));
    Await.untilTrue("the route serves", () -> planes.statusOf("/guarded") == 200);
    kubernetes.apply(
        """
        apiVersion: agentgateway.dev/v1alpha1
        kind: AgentgatewayPolicy
        metadata: {name: guard, namespace: %s}
        spec:
          targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: guarded}]
          traffic:
            jwtAuthentication: {mode: Strict, providers: [{issuer: i, jwks: {inline: '{}'}}]}
            retry: {attempts: 2, codes: [500]}
        """
            .formatted(NAMESPACE));
    Await.untilTrue("the route is closed", () -> planes.statusOf("/guarded") == 500);
    Await.untilTrue(
        "its author is told",
        () ->
            kubernetes
                .get("agentgatewaypolicy", NAMESPACE, "guard")
                .at("/status/ancestors/0/conditions/0/message")
                .asText()
                .contains("spec.traffic.jwtAuthentication is not supported yet"));
    assertThat(
            kubernetes
                .get("agentgatewaypolicy", NAMESPACE, "guard")
                .at("/spec/traffic/retry/attempts")
                .asInt())
        .isEqualTo(2);
    kubernetes.kubectl("delete", "agentgatewaypolicy", "guard", "-n", NAMESPACE);
    Await.untilTrue("the route serves again", () -> planes.statusOf("/guarded") == 200);
  }

  @Test
  void backendThatMustBeSpokenToOverTlsIsClosedUntilItsAuthorityIsKnown() throws Exception {
    String address = Kubernetes.address().getHostAddress();
    kubernetes.apply(
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: BackendTLSPolicy
        metadata: {name: secured, namespace: %s}
        spec:
          targetRefs: [{group: "", kind: Service, name: secured}]
          validation:
            hostname: secured.example
            caCertificateRefs: [{group: "", kind: ConfigMap, name: authority}]
        """
                .formatted(NAMESPACE)
            + service("secured", NAMESPACE, 80, address, upstream.port())
            + route("secured", "/secured").replace("name: up, port", "name: secured, port"));
    Await.untilTrue("nothing is sent in the clear", () -> planes.statusOf("/secured") == 500);
    Await.untilTrue(
        "its author is told",
        () ->
            conditions(
                    kubernetes
                        .get("backendtlspolicy", NAMESPACE, "secured")
                        .at("/status/ancestors/0/conditions"))
                .equals(
                    List.of(
                        "Accepted=False/NoValidCACertificate@1",
                        "ResolvedRefs=False/InvalidCACertificateRef@1")));
    Certificates authority = Certificates.newAuthority("Authority");
    try (Upstream secured =
        Upstream.start("secured", authority, "secured.example", Kubernetes.address())) {
      kubernetes.apply(service("secured", NAMESPACE, 80, address, secured.port()));
      kubernetes.apply(
          Manifests.authority("authority", authority.pem())
              .replace("namespace: test", "namespace: " + NAMESPACE));
      Await.untilTrue("it serves over TLS", () -> planes.statusOf("/secured") == 200);
      assertThat(secured.serverName()).isEqualTo("secured.example");
    }
  }

  @Test
  void keysOfSessionsAreASecretThatReplicasShare() throws Exception {
    kubernetes.apply(
        """
        apiVersion: agentgateway.dev/v1alpha1
        kind: AgentgatewayBackend
        metadata: {name: tools, namespace: %1$s}
        spec: {mcp: {targets: [{name: t, static: {backendRef: {name: up}, port: 80}}]}}
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: tools, namespace: %1$s}
        spec:
          parentRefs: [{name: agentgateway-route}]
          rules:
          - matches: [{path: {type: PathPrefix, value: /mcp}}]
            backendRefs: [{group: agentgateway.dev, kind: AgentgatewayBackend, name: tools}]
        """
            .formatted(NAMESPACE));
    String keys =
        Await.until(
            "there are keys",
            () ->
                Optional.of(
                    kubernetes
                        .get("secret", NAMESPACE, "agentgateway-sealing-keys")
                        .path("data")
                        .path("keys.json")
                        .asText()));
    assertThat(new String(Base64.getDecoder().decode(keys), StandardCharsets.UTF_8))
        .contains(NAMESPACE + "/agentgateway-route");
  }

  private static String policy(String part, String target) {
    return """
        apiVersion: agentgateway.dev/v1alpha1
        kind: AgentgatewayPolicy
        metadata: {name: refused, namespace: %s}
        spec:
          targetRefs: [{group: gateway.networking.k8s.io, kind: %s, name: x}]
          %s
        """
        .formatted(NAMESPACE, target, part);
  }
}
