package dev.agentgateway.e2e.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A real Prometheus that asks each target every second, and keeps exemplars. */
public final class Prometheus implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port = Ports.free();
  private final Program program;

  private Prometheus(Path directory, Path rules, List<String> targets) throws IOException {
    Files.createDirectories(directory);
    Path config =
        Files.writeString(
            directory.resolve("prometheus.yaml"),
            """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: [%s]
            scrape_configs:
            - job_name: planes
              static_configs: [{targets: [%s]}]
            """
                .formatted(
                    rules,
                    targets.stream()
                        .map(target -> '"' + target + '"')
                        .collect(Collectors.joining(", "))));
    program =
        Program.start(
            directory.resolve("prometheus.log"),
            List.of(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--enable-feature=exemplar-storage"));
  }

  /**
   * Starts it.
   *
   * @param rules file of rules that it evaluates
   * @param targets HOST:PORT of planes
   */
  public static Prometheus start(Path directory, Path rules, String... targets) throws IOException {
    Prometheus prometheus = new Prometheus(directory, rules, List.of(targets));
    prometheus.program.awaitReady(
        "Prometheus is ready", () -> prometheus.get("/-/ready").statusCode() == 200);
    return prometheus;
  }

  /** Samples of an instant query now: {@code {"metric": {…}, "value": [time, "text"]}}. */
  public List<JsonNode> query(String expression) throws IOException, InterruptedException {
    return data("/api/v1/query?query=" + encoded(expression)).path("result").valueStream().toList();
  }

  /** Exemplars of the series of a query in the last hour. */
  public List<JsonNode> exemplars(String expression) throws IOException, InterruptedException {
    long now = System.currentTimeMillis() / 1000;
    return data("/api/v1/query_exemplars?start=%d&end=%d&query=%s"
            .formatted(now - 3600, now + 1, encoded(expression)))
        .valueStream()
        .toList();
  }

  /** The rules that it evaluates: {@code {"name", "query", "health", …}}. */
  public List<JsonNode> rules() throws IOException, InterruptedException {
    return data("/api/v1/rules")
        .path("groups")
        .valueStream()
        .flatMap(group -> group.path("rules").valueStream())
        .toList();
  }

  private JsonNode data(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path);
    JsonNode answer = JSON.readTree(response.body());
    if (!answer.path("status").asText().equals("success")) {
      throw new IOException(path + ": " + response.body());
    }
    return answer.path("data");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    program.close();
  }
}
