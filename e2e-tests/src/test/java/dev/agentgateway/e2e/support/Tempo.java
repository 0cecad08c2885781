package dev.agentgateway.e2e.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A real Tempo, and a real OpenTelemetry Collector that sends it what it gets by OTLP/gRPC. */
public final class Tempo implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final int httpPort = Ports.free();
  private final int otlpPort = Ports.free();
  private final int collectorPort = Ports.free();
  private final Program tempo;
  private final Program collector;

  private Tempo(Path directory, InetAddress collectorAddress) throws IOException {
    Path programs =
        Path.of(
            Objects.requireNonNull(
                System.getenv("AGENTGATEWAY_TEST_TELEMETRY"),
                "AGENTGATEWAY_TEST_TELEMETRY is not set (run ./agentgateway test --all)"));
    Files.createDirectories(directory);
    Path tempoYaml = Files.writeString(directory.resolve("tempo.yaml"), tempoConfig(directory));
    Path collectorYaml =
        Files.writeString(
            directory.resolve("collector.yaml"),
            collectorConfig(collectorAddress.getHostAddress() + ":" + collectorPort));
    tempo =
        Program.start(
            directory.resolve("tempo.log"),
            List.of(programs.resolve("tempo").toString(), tempoYaml.toString()));
    collector =
        Program.start(
            directory.resolve("collector.log"),
            List.of(
                programs.resolve("collector").toString(), "--config", collectorYaml.toString()));
  }

  /** Starts both; the collector listens on an address of this machine. */
  public static Tempo start(Path directory, InetAddress collectorAddress) throws IOException {
    return new Tempo(directory, collectorAddress);
  }

  /** Waits until Tempo takes traces and answers queries, which it does after some 15 s. */
  public void awaitReady() throws IOException {
    tempo.awaitReady("Tempo is ready", () -> ask("/ready").statusCode() == 200);
  }

  /** Port of the collector, for OTLP/gRPC. */
  public int collectorPort() {
    return collectorPort;
  }

  /** Ids of traces that the search API finds by {@code NAME=VALUE} tags. */
  public List<String> search(String... tags) throws IOException, InterruptedException {
    HttpResponse<String> response =
        ask(
            "/api/search?limit=500&tags="
                + URLEncoder.encode(String.join(" ", tags), StandardCharsets.UTF_8));
    if (response.statusCode() != 200) {
      throw new IOException("search answered " + response.statusCode() + ": " + response.body());
    }
    List<String> ids = new ArrayList<>();
    for (JsonNode trace : JSON.readTree(response.body()).path("traces")) {
      // Tempo leaves out leading zeros.
      ids.add(
          "0".repeat(32 - trace.path("traceID").asText().length())
              + trace.path("traceID").asText());
    }
    return ids;
  }

  /** Names of the attributes that traces are known by. */
  public List<String> tags() throws IOException, InterruptedException {
    return JSON.readTree(ask("/api/search/tags").body())
        .path("tagNames")
        .valueStream()
        .map(JsonNode::asText)
        .toList();
  }

  /** A trace as OTLP/JSON, or nothing while it is unknown. */
  public Optional<JsonNode> trace(String id) throws IOException, InterruptedException {
    HttpResponse<String> response = ask("/api/traces/" + id);
    return response.statusCode() == 200
        ? Optional.of(JSON.readTree(response.body()))
        : Optional.empty();
  }

  private HttpResponse<String> ask(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String tempoConfig(Path directory) {
    return """
        search_enabled: true
        server:
          http_listen_address: 127.0.0.1
          http_listen_port: %d
          grpc_listen_address: 127.0.0.1
          grpc_listen_port: %d
          log_level: warn
        distributor: {receivers: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:%d"}}}}}
        ingester: {trace_idle_period: 1s}
        memberlist: {bind_addr: [127.0.0.1]}
        storage:
          trace:
            backend: local
            local: {path: %s}
            wal: {path: %s}
        """
        .formatted(
            httpPort,
            Ports.free(),
            otlpPort,
            directory.resolve("blocks"),
            directory.resolve("wal"));
  }

  private String collectorConfig(String endpoint) {
    return """
        receivers: {otlp: {protocols: {grpc: {endpoint: "%s"}}}}
        processors:
          memory_limiter: {check_interval: 1s, limit_mib: 256}
          batch: {timeout: 100ms}
        exporters: {otlp: {endpoint: "127.0.0.1:%d", tls: {insecure: true}}}
        service:
          telemetry: {metrics: {level: none}}
          pipelines:
            traces: {receivers: [otlp], processors: [memory_limiter, batch], exporters: [otlp]}
        """
        .formatted(endpoint, otlpPort);
  }

  @Override
  public void close() {
    collector.close();
    tempo.close();
  }
}
