package dev.agentgateway.controlplane.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.controlplane.bootstrap.ControlPlaneConfig.Logging;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControlPlaneCommandTest {

  @TempDir Path directory;

  @Test
  void defaultsAreTheDocumentedOnesOnLoopback() {
    ControlPlaneConfig config = start("--source", "objects");
    assertThat(config.directory()).contains(Path.of("objects"));
    assertThat(config.controllerName()).isEqualTo("agentgateway.dev/agentgateway");
    assertThat(config.listeners().xds().getPort()).isEqualTo(9978);
    assertThat(config.listeners().dashboard().getPort()).isEqualTo(15080);
    assertThat(config.listeners().otlpGrpc().getPort()).isEqualTo(4317);
    assertThat(config.listeners().otlpHttp().getPort()).isEqualTo(4318);
    assertThat(config.listeners().metrics()).isEmpty();
    assertThat(config.listeners().xds().getAddress().isLoopbackAddress()).isTrue();
    assertThat(config.logging()).isEqualTo(new Logging(Logging.Format.TEXT, Logging.Level.INFO));
  }

  @Test
  void flagsWinOverTheEnvironmentAndTheEnvironmentOverTheFile() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("config.yaml"),
            "source: from-file\nxds-port: 1\ndashboard-port: 2\notlp-grpc-port: 3\n");
    Invocation invocation =
        ControlPlaneCommand.parse(
            List.of("--xds-port", "11", "--config", file.toString()),
            Map.of("AGENTGATEWAY_XDS_PORT", "21", "AGENTGATEWAY_DASHBOARD_PORT", "22"));
    ControlPlaneConfig config = ((Invocation.Start) invocation).config();
    assertThat(config.directory()).contains(Path.of("from-file"));
    assertThat(config.listeners().xds().getPort()).isEqualTo(11);
    assertThat(config.listeners().dashboard().getPort()).isEqualTo(22);
    assertThat(config.listeners().otlpGrpc().getPort()).isEqualTo(3);
  }

  @Test
  void xdsIsSpokenOverTlsOnKubernetesAndWhereACertificateIsGiven() {
    assertThat(start("--source", "o").xdsTls().on()).isFalse();
    assertThat(start().xdsTls().on()).isTrue();
    assertThat(start("--xds-tls", "off").xdsTls().on()).isFalse();
    ControlPlaneConfig.XdsTls given =
        start("--source", "o", "--xds-tls-cert", "c", "--xds-tls-key", "k").xdsTls();
    assertThat(given.on()).isTrue();
    assertThat(given.given().orElseThrow().certificate()).isEqualTo(Path.of("c"));
    assertThat(mistakes("--source", "o", "--xds-tls", "on")).contains("--xds-tls-cert");
    assertThat(mistakes("--xds-tls-cert", "c")).contains("--xds-tls-key: missing");
    assertThat(mistakes("--xds-tls-cert", "c", "--xds-tls-key", "k"))
        .contains("--xds-ca: missing (expected: what proxies verify --xds-tls-cert by)");
    assertThat(mistakes("--xds-ca", "a")).contains("--xds-ca: given without --xds-tls-cert");
  }

  private static String mistakes(String... arguments) {
    Invocation invocation = ControlPlaneCommand.parse(List.of(arguments), Map.of());
    assertThat(invocation).isInstanceOf(Invocation.Stop.class);
    return ((Invocation.Stop) invocation).output();
  }

  @Test
  void everyMistakeIsListed() throws IOException {
    Path file = Files.writeString(directory.resolve("config.yaml"), "xds_port: 1\nbind: [a]\n");
    Invocation.Stop stop =
        stop(
            "--sourc=x",
            "--xds-port=70000",
            "--dashboard-port=4317",
            "--log-level=loud",
            "--controller-name=mine",
            "--trace-url=ftp://x",
            "--config",
            file.toString());
    assertThat(stop.exitCode()).isEqualTo(2);
    assertThat(stop.output())
        .contains("--sourc=x: unknown argument (did you mean --source")
        .contains("--xds-port: '70000' (expected: a port, 0 to 65535)")
        .contains("--otlp-grpc-port: 4317 is the port of --dashboard-port too")
        .contains("--log-level: 'loud' (expected: error, warn, info, debug, trace)")
        .contains("--controller-name: 'mine' (expected: DOMAIN/PATH")
        .contains("--trace-url: 'ftp://x'")
        .contains("config.yaml: xds_port: unknown (expected one of: source,")
        .contains("config.yaml: bind: [\"a\"] (expected: a single value)");
  }

  @Test
  void withoutADirectoryItReadsKubernetesAndOnlyTheDashboardStaysOnLoopback() {
    ControlPlaneConfig config = start();
    assertThat(config.directory()).isEmpty();
    assertThat(config.listeners().xds().getAddress().isAnyLocalAddress()).isTrue();
    assertThat(config.listeners().dashboard().getAddress().isLoopbackAddress()).isTrue();
    InetSocketAddress metrics = config.listeners().metrics().orElseThrow();
    assertThat(metrics.getPort()).isEqualTo(15081);
    assertThat(metrics.getAddress().isAnyLocalAddress()).isTrue();
  }

  @Test
  void validateNeedsADirectoryThatExists() {
    assertThat(stop("--validate", "no/such/place").output())
        .contains("--validate: 'no/such/place' (expected: a directory that exists)");
    Invocation invocation =
        ControlPlaneCommand.parse(List.of("--validate", directory.toString()), Map.of());
    assertThat(invocation).isInstanceOf(Invocation.Validate.class);
  }

  @Test
  void helpNamesEverySettingAndExitsZero() {
    Invocation.Stop stop = stop("--help");
    assertThat(stop.exitCode()).isZero();
    for (Setting setting : Setting.values()) {
      assertThat(stop.output()).contains(setting.flag());
    }
  }

  private static ControlPlaneConfig start(String... arguments) {
    return ((Invocation.Start) ControlPlaneCommand.parse(List.of(arguments), Map.of())).config();
  }

  private static Invocation.Stop stop(String... arguments) {
    return (Invocation.Stop) ControlPlaneCommand.parse(List.of(arguments), Map.of());
  }
}
