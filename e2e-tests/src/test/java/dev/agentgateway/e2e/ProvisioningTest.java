package dev.agentgateway.e2e;

import static dev.agentgateway.e2e.support.ClusterManifests.conditions;
import static dev.agentgateway.e2e.support.ClusterPlanes.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.ClusterPlanes;
import dev.agentgateway.e2e.support.Kubernetes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Gateways are given on a real API server, under the chart's roles. */
final class ProvisioningTest {
  @TempDir static Path directory;

  private static Kubernetes kubernetes;
  private static ClusterPlanes planes;

  @BeforeAll
  static void start() throws Exception {
    kubernetes = Kubernetes.start(directory.resolve("kubernetes"));
    kubernetes.kubectl("create", "namespace", NAMESPACE);
    planes =
        ClusterPlanes.startControlPlane(kubernetes, directory.resolve("planes"), kubernetes.port());
    planes.awaitReady(planes.first());
  }

  @AfterAll
  static void close() {
    if (planes != null) {
      planes.close();
    }
    if (kubernetes != null) {
      kubernetes.close();
    }
  }

  @Test
  void gatewayIsGivenProxiesAndTheAddressOfTheirService() throws Exception {
    kubernetes.apply(
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: given, namespace: %1$s}
        spec:
          gatewayClassName: agentgateway
          listeners: [{name: http, protocol: HTTP, port: 80}]
          infrastructure:
            labels: {team: x}
            parametersRef: {group: agentgateway.dev, kind: AgentgatewayParameters, name: given}
        ---
        apiVersion: agentgateway.dev/v1alpha1
        kind: AgentgatewayParameters
        metadata: {name: given, namespace: %1$s}
        spec:
          horizontalPodAutoscaler: {spec: {maxReplicas: 3}}
          podDisruptionBudget: {}
          deployment: {spec: {template: {spec: {nodeSelector: {disk: ssd}}}}}
        """
            .formatted(NAMESPACE));
    String gateway = kubernetes.get("gateway", NAMESPACE, "given").at("/metadata/uid").asText();
    for (String kind :
        List.of(
            "serviceaccount",
            "service",
            "deployment",
            "horizontalpodautoscaler",
            "poddisruptionbudget",
            "configmap")) {
      JsonNode object =
          Await.until(
              "there is a " + kind, () -> Optional.of(kubernetes.get(kind, NAMESPACE, "given")));
      assertThat(object.at("/metadata/ownerReferences/0/uid").asText()).isEqualTo(gateway);
      assertThat(object.at("/metadata/labels/team").asText()).isEqualTo("x");
    }
    JsonNode pods = kubernetes.get("deployment", NAMESPACE, "given").at("/spec/template/spec");
    assertThat(pods.at("/nodeSelector/disk").asText()).isEqualTo("ssd");
    assertThat(pods.at("/containers/0/image").asText()).isEqualTo(ClusterPlanes.PROXY_IMAGE);
    Await.untilTrue(
        "the Gateway waits for an address",
        () -> conditionsOfGiven().contains("Programmed=False/AddressNotAssigned@1"));
    kubernetes.kubectl(
        "patch",
        "service",
        "given",
        "-n",
        NAMESPACE,
        "--subresource=status",
        "--type=merge",
        "-p",
        "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"203.0.113.7\"}]}}}");
    Await.untilTrue(
        "it has the address of its Service",
        () ->
            conditionsOfGiven().contains("Programmed=True/Programmed@1")
                && kubernetes
                    .get("gateway", NAMESPACE, "given")
                    .at("/status/addresses/0/value")
                    .asText()
                    .equals("203.0.113.7"));
    kubernetes.kubectl(
        "patch",
        "agentgatewayparameters",
        "given",
        "-n",
        NAMESPACE,
        "--type=json",
        "-p",
        "[{\"op\":\"remove\",\"path\":\"/spec/podDisruptionBudget\"}]");
    Await.untilTrue(
        "what is asked for no more is gone",
        () ->
            kubernetes
                .kubectl("get", "poddisruptionbudget", "-n", NAMESPACE, "-o", "name")
                .lines()
                .noneMatch(name -> name.endsWith("/given")));
    kubernetes.kubectl("delete", "gateway", "given", "-n", NAMESPACE);
  }

  private static List<String> conditionsOfGiven() throws Exception {
    return conditions(kubernetes.get("gateway", NAMESPACE, "given").at("/status/conditions"));
  }

  @Test
  void whatSomebodyChangesIsPutBackAndWhatIsDeletedIsMadeAgain() throws Exception {
    kubernetes.apply(gateway("kept"));
    awaitThere("deployment", "kept");
    awaitThere("service", "kept");
    kubernetes.kubectl(
        "patch",
        "deployment",
        "kept",
        "-n",
        NAMESPACE,
        "--type=json",
        "-p",
        "[{\"op\":\"replace\",\"path\":\"/spec/template/spec/containers/0/image\",\"value\":\"other\"},"
            + "{\"op\":\"add\",\"path\":\"/metadata/annotations\",\"value\":{\"theirs\":\"stays\"}}]");
    Await.untilTrue(
        "the image is ours again",
        () ->
            kubernetes
                .get("deployment", NAMESPACE, "kept")
                .at("/spec/template/spec/containers/0/image")
                .asText()
                .equals(ClusterPlanes.PROXY_IMAGE));
    assertThat(
            kubernetes
                .get("deployment", NAMESPACE, "kept")
                .at("/metadata/annotations/theirs")
                .asText())
        .isEqualTo("stays");
    String before = kubernetes.get("service", NAMESPACE, "kept").at("/metadata/uid").asText();
    kubernetes.kubectl("delete", "service", "kept", "-n", NAMESPACE);
    Await.untilTrue(
        "there is another Service",
        () ->
            !kubernetes
                .get("service", NAMESPACE, "kept")
                .at("/metadata/uid")
                .asText()
                .equals(before));
    kubernetes.kubectl("delete", "gateway", "kept", "-n", NAMESPACE);
  }

  @Test
  void overlayThatTheApiServerRefusesIsTold() throws Exception {
    kubernetes.apply(
        gateway("spoiled") + parameters("spoiled", "service: {spec: {type: Telepathy}}"));
    Await.untilTrue(
        "the Gateway says why",
        () ->
            kubernetes
                .get("gateway", NAMESPACE, "spoiled")
                .at("/status/conditions")
                .findValuesAsText("message")
                .stream()
                .anyMatch(
                    message ->
                        message.contains("cannot be provisioned")
                            && message.contains("Telepathy")));
    kubernetes.apply(parameters("spoiled", "service: {spec: {type: ClusterIP}}"));
    awaitThere("service", "spoiled");
    Await.untilTrue(
        "and no more when it is put right",
        () ->
            kubernetes
                .get("gateway", NAMESPACE, "spoiled")
                .at("/status/conditions")
                .findValuesAsText("message")
                .stream()
                .noneMatch(message -> message.contains("cannot be provisioned")));
    kubernetes.kubectl("delete", "gateway", "spoiled", "-n", NAMESPACE);
  }

  @Test
  void aDaemonSetTakesOverOnceItsPodsAreReady() throws Exception {
    kubernetes.apply(gateway("placed") + parameters("placed", "workload: {kind: Deployment}"));
    awaitThere("deployment", "placed");
    kubernetes.apply(parameters("placed", "workload: {kind: DaemonSet}"));
    awaitThere("daemonset", "placed");
    awaitThere("deployment", "placed");
    kubernetes.kubectl(
        "patch",
        "daemonset",
        "placed",
        "-n",
        NAMESPACE,
        "--subresource=status",
        "--type=merge",
        "-p",
        "{\"status\":{\"observedGeneration\":1,\"desiredNumberScheduled\":1,\"numberReady\":1,"
            + "\"currentNumberScheduled\":1,\"numberMisscheduled\":0}}");
    Await.untilTrue("the Deployment is gone", () -> isGone("deployment", "placed"));
    kubernetes.kubectl("delete", "gateway", "placed", "-n", NAMESPACE);
  }

  @Test
  void apiServerRefusesParametersThatContradictThemselves() throws Exception {
    assertThat(
            kubernetes
                .tryApply(parameters("refused", "workload: {kind: DaemonSet}\n  deployment: {}"))
                .output())
        .contains("deployment is for workload.kind Deployment");
    assertThat(kubernetes.tryApply(parameters("refused", "shutdown: {min: 5, max: 1}")).output())
        .contains("min is at most max");
    assertThat(kubernetes.tryApply(parameters("refused", "workload: {kind: StatefulSet}")).output())
        .contains("StatefulSet");
    // What is not built is taken all the same.
    kubernetes.apply(parameters("taken", "istio: {enabled: true}\n  rawConfig: {binds: []}"));
    assertThat(
            kubernetes
                .get("agentgatewayparameters", NAMESPACE, "taken")
                .at("/spec/istio/enabled")
                .asBoolean())
        .isTrue();
  }

  private static void awaitThere(String kind, String name) {
    Await.until("there is a " + kind, () -> Optional.of(kubernetes.get(kind, NAMESPACE, name)));
  }

  private static boolean isGone(String kind, String name) throws Exception {
    return kubernetes
        .kubectl("get", kind, "-n", NAMESPACE, "-o", "name")
        .lines()
        .noneMatch(each -> each.endsWith("/" + name));
  }

  private static String gateway(String name) {
    return """
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: %1$s, namespace: %2$s}
        spec:
          gatewayClassName: agentgateway
          listeners: [{name: http, protocol: HTTP, port: 80}]
          infrastructure:
            parametersRef: {group: agentgateway.dev, kind: AgentgatewayParameters, name: %1$s}
        """
        .formatted(name, NAMESPACE);
  }

  private static String parameters(String name, String spec) {
    return """
        ---
        apiVersion: agentgateway.dev/v1alpha1
        kind: AgentgatewayParameters
        metadata: {name: %s, namespace: %s}
        spec:
          %s
        """
        .formatted(name, NAMESPACE, spec);
  }
}
