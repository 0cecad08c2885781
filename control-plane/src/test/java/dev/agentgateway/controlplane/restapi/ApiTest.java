package dev.agentgateway.controlplane.restapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentgateway.controlplane.traces.SampleRuns;
import dev.agentgateway.controlplane.traces.SampleSpans;
import dev.agentgateway.controlplane.view.SampleControlPlane;
import dev.agentgateway.controlplane.web.WebRoute;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ApiTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ApiServer server;
  private JsonNode openApi;

  @BeforeEach
  void start() throws Exception {
    server = new ApiServer(SampleControlPlane.full());
    SampleSpans.fill(server.traces());
    openApi = MAPPER.readTree(server.get("/api/v1/openapi.json").body());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void everyPathIsDescribedAndEveryDescribedPathIsThere() {
    assertThat(openApi.get("openapi").asText()).startsWith("3.1.");
    assertThat(server.apiRoutes().stream().map(WebRoute::pattern))
        .containsExactlyInAnyOrderElementsOf(() -> openApi.get("paths").fieldNames());
  }

  @Test
  void everyAnswerHasTheDescribedShape() throws Exception {
    SampleRuns.fill(server.traces());
    Map<String, String> calls =
        Map.ofEntries(
            Map.entry("/api/v1/proxies", "/api/v1/proxies"),
            Map.entry("/api/v1/routes", "/api/v1/routes"),
            Map.entry("/api/v1/policies", "/api/v1/policies"),
            Map.entry("/api/v1/config", "/api/v1/config"),
            Map.entry("/api/v1/traces", "/api/v1/traces?status=error&limit=5"),
            Map.entry("/api/v1/traces/{traceId}", "/api/v1/traces/" + SampleSpans.TRACE),
            Map.entry("/api/v1/runs", "/api/v1/runs?limit=5"),
            Map.entry("/api/v1/runs/{sessionId}", "/api/v1/runs/" + SampleRuns.ENCODED_SESSION),
            Map.entry("/api/v1/telemetry", "/api/v1/telemetry"),
            Map.entry("/api/v1/explain", "/api/v1/explain?url=http://localhost:8080/echo"));
    for (Map.Entry<String, String> call : calls.entrySet()) {
      HttpResponse<String> response = server.get(call.getValue());
      assertThat(response.statusCode()).as(call.getValue()).isEqualTo(200);
      assertThat(response.headers().firstValue("content-type")).contains("application/json");
      assertShape(call.getKey(), 200, response);
    }
  }

  @Test
  void errorsHaveTheDescribedShapeAndSayWhatWasExpected() throws Exception {
    assertError("/api/v1/traces", "/api/v1/traces?limit=0", 400, "limit: 0 (expected: 1 to 1000)");
    assertError("/api/v1/traces", "/api/v1/traces?status=bad", 400, "any, ok or error");
    assertError("/api/v1/traces", "/api/v1/traces?minDuration=x", 400, "minDuration: x");
    assertError("/api/v1/traces", "/api/v1/traces?attribute=x", 400, "NAME=VALUE");
    assertError("/api/v1/traces", "/api/v1/traces?protocol=grpc", 400, "any, llm, mcp");
    assertError("/api/v1/runs", "/api/v1/runs?limit=x", 400, "limit: x");
    assertError("/api/v1/runs/{sessionId}", "/api/v1/runs/none", 404, "sessionId: none");
    assertError("/api/v1/explain", "/api/v1/explain", 400, "url is missing");
    assertError("/api/v1/explain", "/api/v1/explain?url=http://nobody/", 503, "no connected proxy");
    assertError("/api/v1/traces/{traceId}", "/api/v1/traces/nonsense", 404, "32 hex digits");
    HttpResponse<String> unknown = server.get("/api/v1/nothing");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(MAPPER.readTree(unknown.body()).at("/error/message").asText())
        .contains("/api/v1/nothing");
  }

  @Test
  void objectsCarryTheConditionsOfTheTranslation() throws Exception {
    JsonNode policy = item("/api/v1/policies", "AgentgatewayPolicy", "tracing");
    assertThat(policy.at("/metadata/namespace").asText()).isEqualTo("shop");
    assertThat(policy.at("/spec/frontend/tracing/randomSampling").asText()).isEqualTo("0.25");
    assertThat(policy.at("/status/ancestors/0/conditions").toString())
        .contains("missing a ReferenceGrant");
    JsonNode route = item("/api/v1/routes", "HTTPRoute", "broken");
    assertThat(route.at("/status/parents/0/parentRef/name").asText()).isEqualTo("edge");
    assertThat(route.at("/status/parents/0/conditions").toString()).contains("BackendNotFound");
    JsonNode gateway = item("/api/v1/routes", "Gateway", "edge");
    assertThat(gateway.at("/status/listeners/0/attachedRoutes").asInt()).isEqualTo(2);
    assertThat(gateway.at("/status/conditions/0/lastTransitionTime").asText())
        .isEqualTo("2026-11-23T10:00:00Z");
  }

  @Test
  void aRefusalOfAProxyIsInTheStatusOfTheRouteThatCausedIt() throws Exception {
    JsonNode route = item("/api/v1/routes", "HTTPRoute", "echo");
    assertThat(route.at("/status/parents/0/conditions").toString())
        .contains("\"RejectedByProxy\"")
        .contains("<b>bad</b> regex");
  }

  @Test
  void configHasTheProblemsWithTheirPlaceAndNoSecret() throws Exception {
    String body = server.get("/api/v1/config").body();
    assertThat(body).doesNotContain("do-not-show-this");
    JsonNode problems = MAPPER.readTree(body).at("/source/problems");
    assertThat(problems)
        .anySatisfy(
            problem -> {
              assertThat(problem.get("file").asText()).endsWith("shop.yaml");
              assertThat(problem.get("line").asInt()).isPositive();
              assertThat(problem.get("reason").asText()).contains("parentRefs");
            });
  }

  @Test
  void telemetryAddsUp() throws Exception {
    JsonNode json = MAPPER.readTree(server.get("/api/v1/telemetry").body());
    JsonNode total = json.get("total");
    assertThat(total.get("started").asLong()).isEqualTo(120);
    long dropped =
        StreamSupport.stream(total.get("dropped").spliterator(), false)
            .mapToLong(JsonNode::asLong)
            .sum();
    assertThat(
            total.get("exported").asLong()
                + total.get("queued").asLong()
                + total.get("open").asLong()
                + dropped)
        .isEqualTo(120);
    assertThat(json.get("proxies")).hasSize(2);
  }

  @Test
  void aTraceIsOtlpJson() throws Exception {
    JsonNode trace = MAPPER.readTree(server.get("/api/v1/traces/" + SampleSpans.TRACE).body());
    assertThat(trace.get("resourceSpans").findValuesAsText("traceId"))
        .hasSize(5)
        .containsOnly(SampleSpans.TRACE);
  }

  @Test
  void aRunHasItsCallsWithWhatTheyUsedAndWhyTheyWereJoined() throws Exception {
    SampleRuns.fill(server.traces());
    JsonNode run = MAPPER.readTree(server.get("/api/v1/runs/" + SampleRuns.ENCODED_SESSION).body());
    assertThat(run.get("id").asText()).isEqualTo(SampleRuns.SESSION);
    assertThat(run.get("callsByProtocol").toString()).isEqualTo("{\"llm\":3,\"mcp\":2,\"a2a\":1}");
    assertThat(run.at("/tokens/input").asLong()).isEqualTo(2600);
    assertThat(run.get("costUsd").asDouble()).isEqualTo(0.3);
    assertThat(run.get("unpricedCalls").asInt()).isEqualTo(1);
    JsonNode cut = run.at("/items/5");
    assertThat(cut.get("status").asText()).isEqualTo("upstream_reset");
    assertThat(cut.has("costUsd")).isFalse();
    assertThat(cut.has("tokens")).isFalse();
    assertThat(run.findValuesAsText("joinReason"))
        .contains("gen_ai.tool.call.id", "same trace", "a2a.context_id");
    assertThat(run.at("/items/1/links/0/reason").asText()).isEqualTo("gen_ai.tool.call.id");
  }

  @Test
  void readinessSaysWhyNot() throws Exception {
    assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
    assertThat(server.get("/healthz").body()).isEqualTo("ok\n");
    try (ApiServer empty = new ApiServer(SampleControlPlane.empty())) {
      assertThat(empty.get("/readyz").statusCode()).isEqualTo(503);
      assertThat(empty.get("/readyz").body()).contains("has not been read once");
      assertThat(empty.get("/healthz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void onlyReadingIsAllowedAndNoOtherOriginMayRead() throws Exception {
    HttpResponse<String> post =
        server
            .client()
            .send(
                HttpRequest.newBuilder(server.uri("/api/v1/proxies"))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("allow")).contains("GET, HEAD");
    HttpResponse<String> get = server.get("/api/v1/proxies");
    assertThat(get.headers().map()).doesNotContainKey("access-control-allow-origin");
  }

  private void assertError(String pattern, String path, int status, String message)
      throws IOException, InterruptedException {
    HttpResponse<String> response = server.get(path);
    assertThat(response.statusCode()).as(path).isEqualTo(status);
    JsonNode error = MAPPER.readTree(response.body()).get("error");
    assertThat(error.get("status").asInt()).isEqualTo(status);
    assertThat(error.get("message").asText()).contains(message);
    assertShape(pattern, status, response);
  }

  private void assertShape(String pattern, int status, HttpResponse<String> response)
      throws IOException {
    JsonNode described = openApi.at("/paths").path(pattern).at("/get/responses/" + status);
    JsonNode answer = SchemaCheck.resolve(openApi, described);
    JsonNode schema = answer.at("/content").path("application/json").path("schema");
    assertThat(schema.isMissingNode()).as("schema of %s %s", pattern, status).isFalse();
    assertThat(SchemaCheck.mistakes(openApi, schema, MAPPER.readTree(response.body()), pattern))
        .isEmpty();
  }

  private JsonNode item(String path, String kind, String name) throws Exception {
    JsonNode items = MAPPER.readTree(server.get(path).body()).get("items");
    return StreamSupport.stream(items.spliterator(), false)
        .filter(item -> item.get("kind").asText().equals(kind))
        .filter(item -> item.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
