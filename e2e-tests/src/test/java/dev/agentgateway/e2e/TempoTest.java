package dev.agentgateway.e2e;

import static dev.agentgateway.e2e.support.ClusterManifests.gateway;
import static dev.agentgateway.e2e.support.ClusterManifests.route;
import static dev.agentgateway.e2e.support.ClusterManifests.service;
import static dev.agentgateway.e2e.support.ClusterPlanes.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.ClusterPlanes;
import dev.agentgateway.e2e.support.Kubernetes;
import dev.agentgateway.e2e.support.Launcher;
import dev.agentgateway.e2e.support.Tempo;
import dev.agentgateway.e2e.support.Upstream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way of a trace: objects on a real API server, a proxy, a real OpenTelemetry Collector,
 * a real Tempo, and its search by {@code service.name=agentgateway}.
 */
final class TempoTest {
  @TempDir static Path directory;

  private static Kubernetes kubernetes;
  private static Upstream upstream;
  private static Tempo tempo;
  private static ClusterPlanes planes;

  @BeforeAll
  static void start() throws Exception {
    tempo = Tempo.start(directory.resolve("tempo"), Kubernetes.address());
    kubernetes = Kubernetes.start(directory.resolve("kubernetes"));
    String address = Kubernetes.address().getHostAddress();
    upstream = Upstream.start("up", address, 0);
    kubernetes.kubectl("create", "namespace", NAMESPACE);
    kubernetes.kubectl("create", "namespace", "monitoring");
    planes = ClusterPlanes.start(kubernetes, directory.resolve("planes"));
    kubernetes.apply(
        gateway(planes.gatewayPort())
            + service("up", NAMESPACE, 80, address, upstream.port())
            + service(
                    "opentelemetry-collector-traces",
                    "monitoring",
                    4317,
                    address,
                    tempo.collectorPort())
                // As the collector's own chart has it.
                .replace("port: 4317}", "port: 4317, appProtocol: grpc}")
            + route("up", "/up"));
    kubernetes.kubectl(
        "apply",
        "-f",
        Launcher.home().resolve("deploy/quickstart/manifests/tracing.yaml").toString());
    tempo.awaitReady();
    Await.untilTrue("the route serves", () -> planes.statusOf("/up") == 200);
  }

  @AfterAll
  static void close() throws Exception {
    for (AutoCloseable each : new AutoCloseable[] {planes, upstream, kubernetes, tempo}) {
      if (each != null) {
        each.close();
      }
    }
  }

  @Test
  void traceOfAClientIsFoundByTheNameOfTheServiceWithWhatThePolicySays() throws Exception {
    String traceId = "0af7651916cd43dd8448eb211c80319c";
    String parent = "b7ad6b7169203331";
    ask("traceparent", "00-" + traceId + "-" + parent + "-01");

    Await.untilTrue(
        "search finds it", () -> tempo.search("service.name=agentgateway").contains(traceId));
    List<JsonNode> spans = spans(traceId);
    JsonNode server = named(spans, "GET /up/*");
    assertThat(hex(server.path("parentSpanId"))).isEqualTo(parent);
    assertThat(attribute(server.path("attributes"), "request.host")).isEqualTo("127.0.0.1");
    assertThat(attribute(server.path("attributes"), "http.route")).isEqualTo("/up/*");
    assertThat(attribute(server.path("attributes"), "agentgateway.sampling.reason"))
        .isEqualTo("client");
    assertThat(hex(named(spans, "GET").path("parentSpanId")))
        .as("the attempt is a child of the request")
        .isEqualTo(hex(server.path("spanId")));

    JsonNode resource = tempo.trace(traceId).orElseThrow().at("/batches/0/resource/attributes");
    assertThat(attribute(resource, "service.name")).isEqualTo("agentgateway");
    assertThat(attribute(resource, "deployment.environment")).isEqualTo("development");
  }

  @Test
  void traceThatWeStartIsFoundByWhatItIsAbout() throws Exception {
    ask();

    String id =
        Await.until(
            "search finds it",
            () ->
                tempo
                    .search(
                        "service.name=agentgateway",
                        "deployment.environment=development",
                        "request.host=127.0.0.1",
                        "agentgateway.sampling.reason=random")
                    .stream()
                    .findAny());
    assertThat(named(spans(id), "GET /up/*").path("parentSpanId").asText()).isEmpty();
  }

  private static void ask(String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + planes.gatewayPort() + "/up/there"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    assertThat(
            HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
  }

  /** The spans of a trace, once the request's and its attempt's are there. */
  private static List<JsonNode> spans(String traceId) {
    return Await.until(
        "both spans are stored",
        () -> {
          List<JsonNode> spans = new ArrayList<>();
          for (JsonNode batch : tempo.trace(traceId).orElseThrow().path("batches")) {
            // The second is what protobuf calls it since OTLP 1.0.
            for (String scopes : List.of("instrumentationLibrarySpans", "scopeSpans")) {
              batch.path(scopes).forEach(scope -> scope.path("spans").forEach(spans::add));
            }
          }
          return spans.size() < 2 ? Optional.empty() : Optional.of(spans);
        });
  }

  private static JsonNode named(List<JsonNode> spans, String name) {
    return spans.stream()
        .filter(span -> span.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no span " + name + " in " + spans));
  }

  private static String attribute(JsonNode attributes, String key) {
    for (JsonNode attribute : attributes) {
      if (attribute.path("key").asText().equals(key)) {
        return attribute.at("/value/stringValue").asText();
      }
    }
    throw new AssertionError("no attribute " + key + " in " + attributes);
  }

  private static String hex(JsonNode bytes) {
    return HexFormat.of().formatHex(Base64.getDecoder().decode(bytes.asText()));
  }
}
