package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.e2e.support.Launcher;
import dev.agentgateway.e2e.support.Ports;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a new user runs into. */
final class UsageTest {

  @ParameterizedTest
  @ValueSource(strings = {"quickstart", "control-plane", "data-plane", "explain", "test"})
  void everyCommandHelps(String command) {
    Launcher.Result result = Launcher.run(command, "--help");

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).contains("Usage: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"quickstart", "control-plane", "data-plane", "explain GET http://a/"})
  void unknownFlagIsNamed(String command) {
    Launcher.Result result = Launcher.run((command + " --no-such-flag").split(" "));

    assertThat(result.exitCode()).as(result.output()).isEqualTo(2);
    assertThat(result.output()).contains("--no-such-flag");
  }

  @Test
  void takenPortIsNamedWithItsFlag() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Launcher.Result result =
          Launcher.run("quickstart", "--gateway-port", "" + taken.getLocalPort());

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.output()).contains("port " + taken.getLocalPort() + " is in use");
      assertThat(result.output()).contains("--gateway-port");
    }
  }

  @Test
  void takenXdsPortIsNamedWithItsFlag(@TempDir Path source) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Launcher.Result result =
          Launcher.run(
              "control-plane",
              "--source",
              source.toString(),
              "--xds-port",
              "" + taken.getLocalPort(),
              "--dashboard-port",
              "" + Ports.free());

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.output()).contains("" + taken.getLocalPort()).contains("--xds-port");
    }
  }

  @Test
  void shippedManifestsAreValid() {
    Launcher.Result result =
        Launcher.run(
            "control-plane",
            "--validate",
            Launcher.home().resolve("deploy/quickstart/manifests").toString());

    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  @Test
  void everyProblemOfADirectoryIsPrinted(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("a.yaml"), "kind: Gateway\nmetadata: [\n");
    Files.writeString(
        directory.resolve("b.yaml"),
        """
        apiVersion: agentgateway.dev/v1alpha1
        kind: AgentgatewayPolicy
        metadata: {name: p}
        spec:
          targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: absent}]
          frontend:
            tracing:
              backendRef: {name: nowhere, port: 4317}
        """);

    Launcher.Result result = Launcher.run("control-plane", "--validate", directory.toString());

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.output()).contains("a.yaml").contains("b.yaml").contains("absent");
  }
}
