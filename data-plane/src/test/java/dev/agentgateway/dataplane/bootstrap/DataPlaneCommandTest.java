package dev.agentgateway.dataplane.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.bootstrap.DataPlaneConfig.Logging;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataPlaneCommandTest {

  private static final String[] REQUIRED = {"--xds", "cp:9978", "--gateway", "demo/edge"};

  @TempDir Path directory;

  @Test
  void defaultsAreAsDocumented() {
    DataPlaneConfig config = started(Map.of());
    assertThat(config.controlPlanes()).containsExactly("cp:9978");
    assertThat(config.node().gateways()).containsExactly("demo/edge");
    assertThat(config.node().id()).isEmpty();
    assertThat(config.ports().admin().getPort()).isEqualTo(15000);
    assertThat(config.ports().admin().getAddress().isLoopbackAddress()).isTrue();
    assertThat(config.ports().metrics().getPort()).isEqualTo(15020);
    assertThat(config.ports().metrics().getAddress().isAnyLocalAddress()).isTrue();
    assertThat(config.ports().readiness().getPort()).isEqualTo(15021);
    assertThat(config.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(config.drain().delay()).isZero();
    assertThat(config.drain().timeout()).hasSeconds(30);
    assertThat(config.logging()).isEqualTo(new Logging(Logging.Format.TEXT, Logging.Level.INFO));
  }

  @Test
  void listsComeByRepetitionAndByComma() {
    DataPlaneConfig config =
        started(Map.of(), "--gateway", "demo/b,demo/c", "--xds", "[::1]:1", "--gateway", "demo/b");
    assertThat(config.node().cluster()).isEqualTo("demo/edge,demo/b,demo/c");
    assertThat(config.controlPlanes()).containsExactly("cp:9978", "[::1]:1");
  }

  @Test
  void flagsWinOverTheEnvironmentAndTheEnvironmentOverTheFile() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("proxy.yaml"),
            """
            gateway: [demo/file]
            threads: 3
            drain-delay: 5s
            drain-timeout: 500ms
            log-format: json
            """);
    Map<String, String> environment =
        Map.of(
            "AGENTGATEWAY_XDS", "env:1",
            "AGENTGATEWAY_THREADS", "4",
            "AGENTGATEWAY_DRAIN_DELAY", "6s",
            "AGENTGATEWAY_CONFIG", file.toString());
    DataPlaneConfig config = start(environment, "--drain-delay", "7s");
    assertThat(config.controlPlanes()).containsExactly("env:1");
    assertThat(config.node().gateways()).containsExactly("demo/file");
    assertThat(config.threads()).isEqualTo(4);
    assertThat(config.drain().delay()).hasSeconds(7);
    assertThat(config.drain().timeout()).hasMillis(500);
    assertThat(config.logging().format()).isEqualTo(Logging.Format.JSON);
  }

  @Test
  void everyMistakeIsListedWithItsValueAndWhatWasExpected() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("proxy.yaml"), "thread: 2\nlog-level: loud\nreadiness-port: [1]\n");
    Invocation.Stop stop =
        stopped(
            Map.of("AGENTGATEWAY_METRICS_PORT", "65536"),
            "--xds",
            "nowhere",
            "--gateway",
            "edge",
            "--admin-port",
            "x",
            "--drain-delay",
            "5",
            "--drian-timeout",
            "3s",
            "--config",
            file.toString());
    assertThat(stop.exitCode()).isEqualTo(2);
    assertThat(stop.output())
        .contains("--xds: 'nowhere' (expected: HOST:PORT)")
        .contains("--gateway: 'edge' (expected: NAMESPACE/NAME)")
        .contains("--admin-port: 'x' (expected: a port, 0 to 65535)")
        .contains("AGENTGATEWAY_METRICS_PORT: '65536' (expected: a port, 0 to 65535)")
        .contains("--drain-delay: '5' (expected: a duration such as 5s or 500ms)")
        .contains("--drian-timeout: unknown argument")
        .contains("did you mean --drain-delay or --drain-timeout?")
        .doesNotContain("3s")
        .contains("proxy.yaml: thread: unknown")
        .contains("proxy.yaml: log-level: 'loud' (expected: error, warn, info, debug, trace)")
        .contains("proxy.yaml: readiness-port: [1] (expected: a single value)")
        .contains("See agentgateway data-plane --help");
  }

  @Test
  void whatIsMissingIsNamedWithTheVariableThatAlsoSetsIt() {
    assertThat(stopped(Map.of()).output())
        .contains("--xds: missing (expected: HOST:PORT; or set AGENTGATEWAY_XDS)")
        .contains("--gateway: missing (expected: NAMESPACE/NAME; or set AGENTGATEWAY_GATEWAY)");
    assertThat(stopped(Map.of(), "--xds").output()).contains("--xds: no value");
  }

  @Test
  void helpNamesEverySettingAndExitsCleanly() {
    Invocation.Stop help = stopped(Map.of(), "--help");
    assertThat(help.exitCode()).isZero();
    for (Setting setting : Setting.values()) {
      assertThat(help.output()).contains(setting.flag());
    }
    assertThat(help.output()).contains("--config").contains("Exit codes");
  }

  @Test
  void aFileThatIsMissingOrNoYamlIsAMistake() throws Exception {
    assertThat(stopped(Map.of(), "--config", "/does/not/exist").output())
        .contains("--config: cannot read /does/not/exist (NoSuchFileException)");
    Path file = Files.writeString(directory.resolve("broken.yaml"), "a: [1\n");
    assertThat(stopped(Map.of(), "--config", file.toString()).output()).contains("is not YAML");
  }

  private static DataPlaneConfig started(Map<String, String> environment, String... more) {
    List<String> arguments = new ArrayList<>(List.of(REQUIRED));
    arguments.addAll(List.of(more));
    return start(environment, arguments.toArray(String[]::new));
  }

  private static DataPlaneConfig start(Map<String, String> environment, String... arguments) {
    return switch (DataPlaneCommand.parse(List.of(arguments), environment)) {
      case Invocation.Start(DataPlaneConfig config) -> config;
      case Invocation.Stop(int _, String output) -> throw new AssertionError(output);
    };
  }

  private static Invocation.Stop stopped(Map<String, String> environment, String... arguments) {
    return (Invocation.Stop) DataPlaneCommand.parse(List.of(arguments), environment);
  }
}
