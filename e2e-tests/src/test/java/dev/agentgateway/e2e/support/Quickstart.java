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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A running {@code ./agentgateway quickstart} on ports of its own. */
public final class Quickstart implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path state;
  private final int gatewayPort = Ports.free();
  private final int dashboardPort = Ports.free();
  private final int xdsPort = Ports.free();
  private final int otlpGrpcPort = Ports.free();
  private final int metricsPort = Ports.free();
  private final int llmPort = Ports.free();
  private final int mcpPort = Ports.free();
  private final int mcpPlacesPort = Ports.free();
  private final int a2aPort = Ports.free();
  private final Process process;

  private Quickstart(Path state, List<String> options) {
    this.state = state;
    List<String> arguments = new ArrayList<>(List.of("quickstart"));
    flag(arguments, "--gateway-port", gatewayPort);
    flag(arguments, "--dashboard-port", dashboardPort);
    flag(arguments, "--xds-port", xdsPort);
    flag(arguments, "--otlp-grpc-port", otlpGrpcPort);
    flag(arguments, "--otlp-http-port", Ports.free());
    flag(arguments, "--admin-port", Ports.free());
    flag(arguments, "--metrics-port", metricsPort);
    flag(arguments, "--readiness-port", Ports.free());
    flag(arguments, "--llm-port", llmPort);
    flag(arguments, "--mcp-port", mcpPort);
    flag(arguments, "--mcp-places-port", mcpPlacesPort);
    flag(arguments, "--a2a-port", a2aPort);
    flag(arguments, "--echo-port", Ports.free());
    arguments.addAll(List.of("--state-dir", state.toString()));
    arguments.addAll(options);
    process = Launcher.start(state.resolve("quickstart.out"), arguments.toArray(String[]::new));
  }

  private static void flag(List<String> arguments, String name, int port) {
    arguments.addAll(List.of(name, Integer.toString(port)));
  }

  /** Starts it and waits until a request goes through. */
  public static Quickstart start(Path state, String... options) {
    Quickstart quickstart = new Quickstart(state, List.of(options));
    try {
      Await.untilTrue(
          "a request goes through", () -> quickstart.get("/echo/ready").statusCode() == 200);
      return quickstart;
    } catch (AssertionError e) {
      String logs = quickstart.logs();
      quickstart.close();
      throw new AssertionError(e.getMessage() + "\n" + logs, e);
    }
  }

  /** Base URL of the gateway. */
  public URI gateway() {
    return URI.create("http://127.0.0.1:" + gatewayPort);
  }

  /** Base URL of the dashboard. */
  public URI dashboard() {
    return URI.create("http://127.0.0.1:" + dashboardPort);
  }

  /** Port of xDS. */
  public int xdsPort() {
    return xdsPort;
  }

  /** Base URL of the sample model, without the gateway. */
  public URI llm() {
    return URI.create("http://127.0.0.1:" + llmPort);
  }

  /** Base URL of the sample MCP server, without the gateway. */
  public URI mcp() {
    return URI.create("http://127.0.0.1:" + mcpPort);
  }

  /** Base URL of the other sample MCP server, without the gateway. */
  public URI mcpPlaces() {
    return URI.create("http://127.0.0.1:" + mcpPlacesPort);
  }

  /** Base URL of the sample agent-to-agent server, without the gateway. */
  public URI a2a() {
    return URI.create("http://127.0.0.1:" + a2aPort);
  }

  /** Directory of the manifests that it reads. */
  public Path manifests() {
    return state.resolve("manifests");
  }

  /** Asks the gateway. Headers alternate names and values. */
  public HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(gateway().resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Asks the control plane's JSON API. */
  public JsonNode api(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = page("/api/v1/" + path);
    if (response.statusCode() != 200) {
      throw new IOException(path + " answered " + response.statusCode() + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }

  /** A page of the dashboard. */
  public HttpResponse<String> page(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(dashboard().resolve(path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Where the metrics of the first data plane are, as HOST:PORT. */
  public String metricsAddress() {
    return "127.0.0.1:" + metricsPort;
  }

  /** Metrics of the first data plane. */
  public String metrics() throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metricsPort + "/metrics"))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** The spans of a trace, once there are {@code count}. */
  public List<JsonNode> spans(String traceId, int count) {
    return Await.until(
        "trace " + traceId + " has " + count + " spans",
        () -> {
          List<JsonNode> spans = new ArrayList<>();
          for (JsonNode resource : api("traces/" + traceId).path("resourceSpans")) {
            for (JsonNode scope : resource.path("scopeSpans")) {
              scope.path("spans").forEach(spans::add);
            }
          }
          return spans.size() >= count ? Optional.of(spans) : Optional.empty();
        });
  }

  /** The process of a child: {@code control-plane}, {@code data-plane-1} and so on. */
  public ProcessHandle child(String name) {
    String marker = name.startsWith("data-plane") ? "dataplane.Main" : "controlplane.Main";
    return process
        .descendants()
        .filter(child -> child.info().commandLine().orElse("").contains(marker))
        .filter(child -> child.info().commandLine().orElse("").contains("/" + name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no process " + name));
  }

  /** What all parts printed. */
  public String logs() {
    StringBuilder text = new StringBuilder();
    try (var files = Files.walk(state, 2)) {
      for (Path file : files.filter(file -> file.toString().matches(".*\\.(log|out)")).toList()) {
        text.append("== ").append(file.getFileName()).append('\n').append(Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Ends it as Ctrl-C does. Returns whether it ended in time. */
  public boolean stop() {
    process.destroy();
    try {
      return process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (!stop()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
