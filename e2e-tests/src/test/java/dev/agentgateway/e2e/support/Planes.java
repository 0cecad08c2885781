package dev.agentgateway.e2e.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A control plane that reads a directory, and proxies of the Gateway {@code test/edge} that take
 * their configuration from it: a process each, on ports of their own.
 */
public final class Planes implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path directory;
  private final int gatewayPort = Ports.free();
  private final int xdsPort = Ports.free();
  private final int dashboardPort = Ports.free();
  private final int otlpGrpcPort = Ports.free();
  private final int otlpHttpPort = Ports.free();
  private final List<DataPlane> dataPlanes = new ArrayList<>();
  private final Relay xds = Relay.to(xdsPort);
  private Process controlPlane;
  private String javaOptions = "";

  private Planes(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(manifests());
    write(
        "gateway.yaml",
        Manifests.all(Manifests.gatewayClass(), Manifests.gateway("edge", "test", gatewayPort)));
    controlPlane = launchControlPlane(manifests());
  }

  /** A running proxy. */
  public static final class DataPlane {
    private final String name;
    private final int metricsPort = Ports.free();
    private final int readinessPort = Ports.free();
    private final int adminPort = Ports.free();
    private Process process;

    private DataPlane(String name, Process process) {
      this.name = name;
      this.process = process;
    }

    /** Its process. */
    public Process process() {
      return process;
    }

    /** Resident memory in bytes. */
    public long residentBytes() throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc", "" + process.pid(), "status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
      throw new IOException("process " + process.pid() + " has no VmRSS");
    }
  }

  /** Starts a control plane whose directory holds a GatewayClass and the Gateway. */
  public static Planes start(Path directory) throws IOException {
    return new Planes(directory);
  }

  /** Starts a proxy, or starts it again over the same state. Options come last. */
  public DataPlane startDataPlane(String name, String... options) {
    DataPlane known =
        dataPlanes.stream().filter(each -> each.name.equals(name)).findFirst().orElse(null);
    DataPlane dataPlane = known == null ? new DataPlane(name, controlPlane) : known;
    List<String> arguments =
        new ArrayList<>(List.of("data-plane", "--xds", "127.0.0.1:" + xds.port()));
    arguments.addAll(List.of("--gateway", "test/edge", "--id", name));
    arguments.addAll(List.of("--metrics-port", "" + dataPlane.metricsPort));
    arguments.addAll(List.of("--readiness-port", "" + dataPlane.readinessPort));
    arguments.addAll(List.of("--admin-port", "" + dataPlane.adminPort));
    arguments.addAll(List.of("--state-dir", directory.resolve(name).toString()));
    arguments.addAll(List.of(options));
    dataPlane.process = launch(name, arguments);
    if (known == null) {
      dataPlanes.add(dataPlane);
    }
    return dataPlane;
  }

  /** One more option of the JVMs that are started from now on. */
  public Planes withJavaOption(String option) {
    javaOptions += " " + option;
    return this;
  }

  /** Proxies that are started from now on know these host names and no others. */
  public Planes withHosts(String hosts) throws IOException {
    writeHosts(hosts);
    return withJavaOption("-Djdk.net.hosts.file=" + hostsFile());
  }

  /** Lines of an IP address and a host name each. */
  public void writeHosts(String hosts) throws IOException {
    replace(hostsFile(), hosts + "\n");
  }

  private Path hostsFile() {
    return directory.resolve("hosts");
  }

  /** Ends a proxy as an operator does, and waits for it. */
  public void stop(DataPlane dataPlane) {
    end(dataPlane.process);
  }

  /** Waits until a path of the gateway answers 200. */
  public Planes awaitRoute(String path) {
    try {
      Await.untilTrue(path + " answers 200", () -> get(path).statusCode() == 200);
      return this;
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + logs(), e);
    }
  }

  /** Ends the control plane as a crash does. */
  public void killControlPlane() throws InterruptedException {
    controlPlane.destroyForcibly().waitFor();
  }

  /** Ends the control plane as Ctrl-C does. */
  public void stopControlPlane() throws InterruptedException {
    controlPlane.destroy();
    controlPlane.waitFor();
  }

  /** Starts it again on its ports, over another directory or the same. */
  public void startControlPlane(Path source) {
    controlPlane = launchControlPlane(source);
  }

  /** The directory that the control plane reads at first. */
  public Path manifests() {
    return directory.resolve("manifests");
  }

  /** Replaces a file of {@link #manifests()} as a whole. */
  public void write(String file, String yaml) throws IOException {
    replace(manifests().resolve(file), yaml);
  }

  private void replace(Path file, String content) throws IOException {
    Path whole = directory.resolve("new");
    Files.writeString(whole, content);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Base URL of the gateway. */
  public URI gatewayUrl() {
    return URI.create("http://127.0.0.1:" + gatewayPort);
  }

  /** Port of the gateway. */
  public int gatewayPort() {
    return gatewayPort;
  }

  /** What stands between the proxies and their control plane. */
  public Relay xds() {
    return xds;
  }

  /** Asks the gateway. */
  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return ask(gatewayPort, path);
  }

  /** Asks the control plane's JSON API. */
  public JsonNode api(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = ask(dashboardPort, "/api/v1/" + path);
    if (response.statusCode() != 200) {
      throw new IOException(path + " answered " + response.statusCode() + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }

  /** The answer of a path of the control plane's dashboard port. */
  public HttpResponse<String> page(String path) throws IOException, InterruptedException {
    return ask(dashboardPort, path);
  }

  /** What a proxy says it serves. */
  public String configDump(DataPlane dataPlane) throws IOException, InterruptedException {
    return ask(dataPlane.adminPort, "/config_dump").body();
  }

  /** The answer of a proxy's readiness port. */
  public HttpResponse<String> readiness(DataPlane dataPlane)
      throws IOException, InterruptedException {
    return ask(dataPlane.readinessPort, "/healthz/ready");
  }

  /** Sum of a metric of a proxy over its labels that contain a text. */
  public double metric(DataPlane dataPlane, String name, String labels)
      throws IOException, InterruptedException {
    return sum(ask(dataPlane.metricsPort, "/metrics").body(), name, labels);
  }

  /** Sum of a metric of the control plane over its labels that contain a text. */
  public double controlPlaneMetric(String name, String labels)
      throws IOException, InterruptedException {
    return sum(ask(dashboardPort, "/metrics").body(), name, labels);
  }

  /** The ledger of a proxy's spans, read at one instant. */
  public Ledger ledger(DataPlane dataPlane) throws IOException, InterruptedException {
    String text = ask(dataPlane.metricsPort, "/metrics").body();
    return new Ledger(
        count(text, "agentgateway_spans_started_total"),
        count(text, "agentgateway_spans_exported_total"),
        count(text, "agentgateway_spans_queued"),
        count(text, "agentgateway_spans_open"),
        count(text, "agentgateway_spans_dropped_total"),
        text);
  }

  /** What became of a proxy's spans. */
  public record Ledger(
      long started, long exported, long queued, long open, long dropped, String metrics) {
    /** Whether every span is accounted for. */
    public boolean addsUp() {
      return started == exported + queued + open + dropped;
    }

    /** Whether nothing is under way. */
    public boolean isSettled() {
      return queued == 0 && open == 0;
    }

    /** Spans dropped for a reason. */
    public long dropped(String reason) {
      return (long) sum(metrics, "agentgateway_spans_dropped_total", "\"" + reason + "\"");
    }

    @Override
    public String toString() {
      return "started %d, exported %d, queued %d, open %d, dropped %d"
          .formatted(started, exported, queued, open, dropped);
    }
  }

  /** What all parts printed. */
  public String logs() {
    StringBuilder text = new StringBuilder();
    try (var files = Files.list(directory)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".log")).toList()) {
        text.append("== ").append(file.getFileName()).append('\n').append(Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  @Override
  public void close() {
    dataPlanes.forEach(each -> end(each.process));
    end(controlPlane);
    xds.close();
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Process launchControlPlane(Path source) {
    return launch(
        "control-plane",
        List.of(
            "control-plane",
            "--source",
            source.toString(),
            "--xds-port",
            "" + xdsPort,
            "--dashboard-port",
            "" + dashboardPort,
            "--otlp-grpc-port",
            "" + otlpGrpcPort,
            "--otlp-http-port",
            "" + otlpHttpPort,
            "--state-dir",
            directory.resolve("control-plane").toString()));
  }

  private Process launch(String name, List<String> arguments) {
    return Launcher.start(
        directory.resolve(name + ".log"),
        Map.of("AGENTGATEWAY_JAVA_OPTS", javaOptions),
        arguments.toArray(String[]::new));
  }

  private HttpResponse<String> ask(int port, String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static long count(String metrics, String name) {
    return (long) sum(metrics, name, "");
  }

  private static double sum(String metrics, String name, String labels) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .filter(line -> line.contains(labels))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
