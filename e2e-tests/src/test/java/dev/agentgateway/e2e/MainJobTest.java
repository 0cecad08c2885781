package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Quickstart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job: one command, one request, one trace. */
final class MainJobTest {
  private static final String PARENT = "2222222222222222";

  @TempDir static Path state;
  private static Quickstart quickstart;

  @BeforeAll
  static void start() {
    quickstart = Quickstart.start(state);
  }

  @AfterAll
  static void stop() {
    quickstart.close();
  }

  @Test
  void requestWithATraceparentYieldsSpansUnderItsTrace() throws Exception {
    String traceId = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1";

    JsonNode seen =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .readTree(
                quickstart
                    .get("/echo/traced?q=1", "traceparent", "00-" + traceId + "-" + PARENT + "-01")
                    .body());

    List<JsonNode> spans = quickstart.spans(traceId, 2);
    JsonNode server = ofKind(spans, "2");
    JsonNode client = ofKind(spans, "3");
    assertThat(server.path("name").asText()).isEqualTo("GET /echo/*");
    assertThat(server.path("parentSpanId").asText()).isEqualTo(PARENT);
    assertThat(client.path("name").asText()).isEqualTo("GET");
    assertThat(client.path("parentSpanId").asText()).isEqualTo(server.path("spanId").asText());
    assertThat(header(seen, "traceparent"))
        .isEqualTo("00-" + traceId + "-" + client.path("spanId").asText() + "-01");
    assertThat(attribute(server, "http.route")).isEqualTo("/echo/*");
    assertThat(attribute(server, "request.host")).startsWith("127.0.0.1");
  }

  @Test
  void runOfTheAgentIsOneTraceFromAgentToTool() {
    String traceId =
        Await.until(
            "the agent ran",
            () ->
                Files.readAllLines(state.resolve("logs/sample-agent.log")).stream()
                    .filter(line -> line.startsWith("run ") && line.endsWith(" done"))
                    .map(line -> line.replaceFirst(".*\\) ([0-9a-f]{32}) done", "$1"))
                    .filter(id -> id.length() == 32)
                    .findFirst());

    // The agent's root; two chats and a delegation of three spans each (SERVER, the call, CLIENT);
    // two tool calls of four (theirs has two sides); initialize, initialized and the list of tools,
    // each at two servers, of six; the end of the session at both, of three.
    List<JsonNode> spans = quickstart.spans(traceId, 39);

    assertThat(spans).filteredOn(span -> span.path("parentSpanId").asText().isEmpty()).hasSize(1);
    Set<String> ids = new HashSet<>();
    spans.forEach(span -> ids.add(span.path("spanId").asText()));
    assertThat(spans)
        .filteredOn(span -> !span.path("parentSpanId").asText().isEmpty())
        .allMatch(span -> ids.contains(span.path("parentSpanId").asText()));
    assertThat(spans)
        .extracting(span -> span.path("name").asText())
        .contains("invoke_agent trip-planner", "POST /v1/*", "POST /mcp/*", "POST /a2a/*");
  }

  @Test
  void dashboardAndApiShowProxiesRoutesAndPolicies() throws Exception {
    assertThat(quickstart.page("/").statusCode()).isEqualTo(200);
    assertThat(quickstart.page("/proxies").body()).contains("data-plane-1");
    // Backends of agents are listed beside policies.
    assertThat(quickstart.api("policies").path("items"))
        .anySatisfy(
            policy -> {
              assertThat(policy.path("metadata").path("name").asText()).isEqualTo("tracing-policy");
              assertThat(policy.path("status").toString()).contains("\"type\":\"Accepted\"");
            });
    assertThat(quickstart.api("openapi.json").path("openapi").asText()).startsWith("3.");
  }

  private static JsonNode ofKind(List<JsonNode> spans, String kind) {
    return spans.stream()
        .filter(span -> span.path("kind").asText().equals(kind))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no span of kind " + kind + " in " + spans));
  }

  private static String attribute(JsonNode span, String name) {
    for (JsonNode attribute : span.path("attributes")) {
      if (attribute.path("key").asText().equals(name)) {
        return attribute.path("value").path("stringValue").asText();
      }
    }
    throw new AssertionError("no attribute " + name + " in " + span);
  }

  private static String header(JsonNode echo, String name) {
    for (JsonNode header : echo.path("headers")) {
      if (header.path(0).asText().equalsIgnoreCase(name)) {
        return header.path(1).asText();
      }
    }
    throw new AssertionError("no header " + name + " in " + echo);
  }
}
