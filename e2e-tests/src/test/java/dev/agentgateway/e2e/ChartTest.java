package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentgateway.e2e.support.Boards;
import dev.agentgateway.e2e.support.Kubernetes;
import dev.agentgateway.e2e.support.Launcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Charts and manifests as deploy/README.md has them applied, on a real API server. */
final class ChartTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAMESPACE = "agentgateway-system";
  private static final String CHART = Kubernetes.charts().resolve("agentgateway").toString();
  private static final String IMAGES = "--set=image.controlPlane=r/c:1,image.proxy=r/p:1";

  /** Kinds of the Prometheus operator, of which only the names count here. */
  private static final String OPERATOR_KIND =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: %1$ss.monitoring.coreos.com}
      spec:
        group: monitoring.coreos.com
        names: {plural: %1$ss, singular: %1$s, kind: %2$s}
        scope: Namespaced
        versions:
        - name: v1
          served: true
          storage: true
          schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
      ---
      """;

  @TempDir static Path directory;

  private static Kubernetes kubernetes;

  @BeforeAll
  static void start() throws Exception {
    kubernetes = Kubernetes.start(directory.resolve("kubernetes"));
    // The kinds are there already: the chart adopts them only when asked to.
    String crds = Kubernetes.charts().resolve("agentgateway-crds").toString();
    assertThatThrownBy(() -> kubernetes.helm("install", "agentgateway-crds", crds))
        .hasMessageContaining("cannot be imported");
    kubernetes.helm("install", "agentgateway-crds", crds, "--take-ownership");
    kubernetes.helm(
        "install", "agentgateway", CHART, "--namespace=" + NAMESPACE, "--create-namespace", IMAGES);
  }

  @AfterAll
  static void close() {
    if (kubernetes != null) {
      kubernetes.close();
    }
  }

  @Test
  void boardsAreFoundByTheirLabelAndAreWhole() throws Exception {
    JsonNode maps =
        JSON.readTree(
            kubernetes.kubectl(
                "get", "configmaps", "-A", "-l", "grafana_dashboard=1", "-o", "json"));
    assertThat(maps.path("items").findValuesAsText("uid")).hasSize(Boards.files().size());
    List<JsonNode> boards =
        maps.path("items")
            .valueStream()
            .flatMap(map -> map.path("data").valueStream())
            .map(ChartTest::parsed)
            .toList();
    for (Path file : Boards.files()) {
      assertThat(boards).contains(Boards.read(file));
    }
    String elsewhere =
        kubernetes.helm(
            "template",
            CHART,
            IMAGES,
            "--set=monitoring.boards.namespace=grafana,monitoring.boards.labels.team=x");
    assertThat(elsewhere).contains("namespace: grafana", "team: x");
    assertThat(kubernetes.helm("template", CHART, IMAGES, "--set=monitoring.boards.enabled=false"))
        .doesNotContain("grafana_dashboard");
  }

  private static JsonNode parsed(JsonNode text) {
    try {
      return JSON.readTree(text.asText());
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void prometheusOperatorIsToldWhereItIsThere() throws Exception {
    assertThat(kubernetes.helm("get", "manifest", "agentgateway", "--namespace=" + NAMESPACE))
        .doesNotContain("monitoring.coreos.com");
    kubernetes.apply(
        OPERATOR_KIND.formatted("servicemonitor", "ServiceMonitor")
            + OPERATOR_KIND.formatted("podmonitor", "PodMonitor")
            + OPERATOR_KIND.formatted("prometheusrule", "PrometheusRule"));
    kubernetes.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s");
    kubernetes.helm(
        "upgrade",
        "agentgateway",
        CHART,
        "--namespace=" + NAMESPACE,
        IMAGES,
        "--set=monitoring.release=prom");

    JsonNode service = kubernetes.get("service", NAMESPACE, "agentgateway-control-plane");
    JsonNode monitor = kubernetes.get("servicemonitor", NAMESPACE, "agentgateway-control-plane");
    assertThat(monitor.at("/metadata/labels/release").asText()).isEqualTo("prom");
    monitor
        .at("/spec/selector/matchLabels")
        .properties()
        .forEach(
            label ->
                assertThat(service.at("/metadata/labels").path(label.getKey()))
                    .isEqualTo(label.getValue()));
    assertThat(service.at("/spec/ports").findValuesAsText("name"))
        .contains(monitor.at("/spec/endpoints/0/port").asText());
    JsonNode container =
        kubernetes
            .get("deployment", NAMESPACE, "agentgateway-control-plane")
            .at("/spec/template/spec/containers/0");
    assertThat(container.path("ports").findValuesAsText("name"))
        .contains(
            container.at("/readinessProbe/httpGet/port").asText(),
            container.at("/startupProbe/httpGet/port").asText(),
            service.at("/spec/ports/0/targetPort").asText());

    JsonNode pods = kubernetes.get("podmonitor", NAMESPACE, "agentgateway-proxies");
    assertThat(pods.at("/metadata/labels/release").asText()).isEqualTo("prom");
    assertThat(pods.at("/spec/podMetricsEndpoints/0/port").asText()).isEqualTo("metrics");
    assertThat(pods.at("/spec/namespaceSelector/any").asBoolean()).isTrue();

    JsonNode rule = kubernetes.get("prometheusrule", NAMESPACE, "agentgateway");
    assertThat(rule.at("/spec/groups/0/rules").findValuesAsText("alert"))
        .contains(
            "AgentgatewayConfigurationRefused",
            "AgentgatewayProxyStale",
            "AgentgatewayProxyDisconnected",
            "AgentgatewaySpansDropped",
            "AgentgatewayExportFailing");
    assertThat(
            kubernetes.helm("template", CHART, IMAGES, "--set=monitoring.prometheusOperator=never"))
        .doesNotContain("monitoring.coreos.com");
    assertThatThrownBy(
            () ->
                kubernetes.helm(
                    "template", CHART, IMAGES, "--set=monitoring.prometheusOperator=perhaps"))
        .hasMessageContaining("prometheusOperator");
  }

  @Test
  void samplesAreTakenByTheApiServerAndByTheControlPlane() throws Exception {
    Path deploy = Launcher.home().resolve("deploy");
    String samples =
        Files.readString(deploy.resolve("samples.yaml"))
            .replace("image: agentgateway-samples", "image: r/agentgateway-samples:1");
    Path file = Files.writeString(directory.resolve("samples.yaml"), samples);
    String tried =
        kubernetes.kubectl("apply", "--server-side", "--dry-run=server", "-f", file.toString());
    assertThat(tried.lines()).allMatch(line -> line.contains("serverside-applied"));
    assertThat(kubernetes.kubectl("apply", "-f", file.toString()).lines().toList())
        .hasSize(tried.lines().toList().size())
        .noneMatch(line -> line.contains("Warning"));

    Path objects = Files.createDirectories(directory.resolve("objects"));
    Files.writeString(
        objects.resolve("samples.yaml"),
        samples
            + """
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: opentelemetry-collector-traces, namespace: monitoring}
            spec: {ports: [{name: otlp, port: 4317, appProtocol: grpc}]}
            ---
            """
            + kubernetes
                .helm("template", CHART, IMAGES, "--show-only=templates/gatewayclass.yaml")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.joining("\n", "", "\n")));
    Files.copy(
        deploy.resolve("quickstart/manifests/tracing.yaml"), objects.resolve("tracing.yaml"));
    Launcher.Result checked = Launcher.run("control-plane", "--validate", objects.toString());
    assertThat(checked.exitCode()).as(checked.output()).isZero();
  }
}
