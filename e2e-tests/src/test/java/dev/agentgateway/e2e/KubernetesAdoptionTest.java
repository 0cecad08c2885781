package dev.agentgateway.e2e;

import static dev.agentgateway.e2e.support.ClusterPlanes.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentgateway.e2e.support.Kubernetes;
import dev.agentgateway.e2e.support.Launcher;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is there before us stays another's until somebody says otherwise. */
final class KubernetesAdoptionTest {
  @TempDir static Path directory;

  private static final String CRD = "agentgatewaypolicies.agentgateway.dev";

  private static Kubernetes kubernetes;

  @BeforeAll
  static void start() throws Exception {
    // Its CRDs are applied by kubectl: helm does not know them.
    kubernetes = Kubernetes.start(directory.resolve("kubernetes"));
    kubernetes.kubectl("create", "namespace", NAMESPACE);
  }

  @AfterAll
  static void close() {
    kubernetes.close();
  }

  @Test
  void crdsAreAdoptedOnRequestOnly() throws Exception {
    String chart = Kubernetes.charts().resolve("agentgateway-crds").toString();
    assertThatThrownBy(() -> kubernetes.helm("install", "agentgateway-crds", chart))
        .hasMessageContaining("cannot be imported into the current release");
    assertThat(releaseOf(CRD)).isEmpty();
    kubernetes.helm("install", "agentgateway-crds", chart, "--take-ownership");
    assertThat(releaseOf(CRD)).isEqualTo("agentgateway-crds");
  }

  @Test
  void aGatewayClassOfAnotherControllerStopsTheStart() throws Exception {
    kubernetes.apply(
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: GatewayClass
        metadata: {name: agentgateway}
        spec: {controllerName: example.com/other}
        """);
    kubernetes.helm(
        "install",
        "agentgateway",
        Kubernetes.charts().resolve("agentgateway").toString(),
        "--namespace=" + NAMESPACE,
        "--set=image.controlPlane=c,image.proxy=p,gatewayClass.create=false");
    Path kubeconfig =
        kubernetes.kubeconfigOf("agentgateway-control-plane", NAMESPACE, kubernetes.port());
    Launcher.Result refused =
        Launcher.runWith(
            Map.of("KUBECONFIG", kubeconfig.toString()),
            "control-plane",
            "--xds-port=0",
            "--dashboard-port=0",
            "--state-dir=" + directory.resolve("state"));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.output())
        .contains(
            "GatewayClass agentgateway is of controller example.com/other (expected:"
                + " agentgateway.dev/agentgateway; name another class with --gateway-class-name");
  }

  private static String releaseOf(String crd) throws Exception {
    return kubernetes.kubectl(
        "get", "crd", crd, "-o", "jsonpath={.metadata.annotations.meta\\.helm\\.sh/release-name}");
  }
}
