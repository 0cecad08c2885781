package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.e2e.support.Launcher;
import dev.agentgateway.e2e.support.Ports;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

  @ParameterizedTest
  @ValueSource(strings = {"--xds-port", "--dashboard-port", "--otlp-grpc-port", "--otlp-http-port"})
  void takenPortOfTheControlPlaneIsNamedWithItsFlag(String flag, @TempDir Path directory)
      throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<String> arguments =
          new ArrayList<>(List.of("control-plane", "--source", directory.toString()));
      arguments.addAll(List.of("--state-dir", directory.resolve("state").toString()));
      for (String port :
          List.of("--xds-port", "--dashboard-port", "--otlp-grpc-port", "--otlp-http-port")) {
        arguments.addAll(List.of(port, port.equals(flag) ? "" + taken.getLocalPort() : "0"));
      }

      Launcher.Result result = Launcher.run(arguments.toArray(String[]::new));

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.output())
          .contains("port " + taken.getLocalPort() + " ")
          .contains("in use")
          .contains("set with " + flag + ")");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--admin-port", "--metrics-port", "--readiness-port"})
  void takenPortOfTheDataPlaneIsNamedWithItsFlag(String flag, @TempDir Path directory)
      throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<String> arguments =
          new ArrayList<>(List.of("data-plane", "--xds", "127.0.0.1:1", "--gateway", "a/b"));
      arguments.addAll(List.of("--state-dir", directory.toString()));
      for (String port : List.of("--admin-port", "--metrics-port", "--readiness-port")) {
        arguments.addAll(List.of(port, port.equals(flag) ? "" + taken.getLocalPort() : "0"));
      }

      Launcher.Result result = Launcher.run(arguments.toArray(String[]::new));

      assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
      assertThat(result.output()).contains("" + taken.getLocalPort()).contains(flag);
    }
  }

  @Test
  void everyMistakeOfAQuickstartIsListedAtOnce() {
    Launcher.Result result =
        Launcher.run(
            "quickstart", "--replicas=0", "--source=no/such", "--otlp=host", "--xds-port=8080");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.output())
        .contains("--replicas: 0 (expected: 1 to 64)")
        .contains("--source: no/such (expected: a directory)")
        .contains("--otlp: host (expected: ")
        .contains("--xds-port: 8080 is the port of --gateway-port too");
  }

  @Test
  void missingJdkIsSaidWithWhatToInstall(@TempDir Path directory) throws Exception {
    for (String tool : List.of("bash", "dirname", "readlink", "grep")) {
      Path from =
          Stream.of("/usr/bin", "/bin")
              .map(path -> Path.of(path, tool))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow();
      Files.createSymbolicLink(directory.resolve(tool), from);
    }

    Launcher.Result result =
        Launcher.runWith(
            Map.of(
                "PATH",
                directory.toString(),
                "JAVA_HOME",
                "/no/such/jdk",
                "AGENTGATEWAY_TEST_NO_JDK",
                "yes"),
            "quickstart");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output())
        .contains("no JDK 25 found in JAVA_HOME (/no/such/jdk)")
        .contains("temurin-25-jdk")
        .contains("point JAVA_HOME at it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--source", "--validate"})
  void whatIsNoDirectoryIsNamed(String flag, @TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("gateway.yaml"), "");

    Launcher.Result result = Launcher.run("control-plane", flag, file.toString());

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.output()).contains(flag + ": '" + file + "' (expected: a directory");
  }

  @Test
  void brokenYamlIsNamedWithItsLine(@TempDir Path directory) throws Exception {
    Files.writeString(
        directory.resolve("broken.yaml"), "kind: Gateway\nmetadata: {name: a}\nspec: [\n");

    Launcher.Result result = Launcher.run("control-plane", "--validate", directory.toString());

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.output()).containsPattern("broken\\.yaml:[34]: ").contains("1 problems");
  }

  @Test
  void policyOfACollectorThatIsNotThereSaysWhichServiceIsMissing(@TempDir Path directory)
      throws Exception {
    Path shipped = Launcher.home().resolve("deploy/quickstart/manifests");
    Files.copy(shipped.resolve("gateway.yaml"), directory.resolve("gateway.yaml"));
    Files.copy(shipped.resolve("tracing.yaml"), directory.resolve("tracing.yaml"));

    Launcher.Result result = Launcher.run("control-plane", "--validate", directory.toString());

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.output())
        .containsPattern(
            "tracing\\.yaml:\\d+: AgentgatewayPolicy agentgateway-system/tracing-policy")
        .contains("unable to find the Service monitoring/opentelemetry-collector-traces");
  }

  @Test
  void explainWithoutAControlPlaneSaysHowToNameOne() {
    Launcher.Result result =
        Launcher.run("explain", "GET", "http://a/", "--dashboard=http://127.0.0.1:" + Ports.free());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).contains("no control plane answers").contains("--dashboard");
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
