package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Quickstart;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.GetPromptRequest;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The MCP Java SDK against two servers that the gateway makes one, on two replicas. */
final class McpServersTest {
  private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

  private static final String BOTH =
      """
      apiVersion: agentgateway.dev/v1alpha1
      kind: AgentgatewayBackend
      metadata: {name: both, namespace: agentgateway-system}
      spec:
        mcp:
          targets:
          - {name: tools, static: {host: 127.0.0.1, port: TOOLS_PORT}}
          - {name: places, static: {host: 127.0.0.1, port: PLACES_PORT}}
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: HTTPRoute
      metadata: {name: both, namespace: agentgateway-system}
      spec:
        parentRefs: [{name: agentgateway-route}]
        rules:
        - matches: [{path: {type: PathPrefix, value: /both}}]
          backendRefs: [{group: agentgateway.dev, kind: AgentgatewayBackend, name: both}]
      """;

  @TempDir static Path state;
  private static Quickstart quickstart;

  @BeforeAll
  static void start() throws IOException {
    quickstart = Quickstart.start(state, "--no-agent", "--replicas", "2");
    Files.writeString(
        quickstart.manifests().resolve("both.yaml"),
        BOTH.replace("TOOLS_PORT", Integer.toString(quickstart.mcp().getPort()))
            .replace("PLACES_PORT", Integer.toString(quickstart.mcpPlaces().getPort())));
    Await.untilTrue("the route answers", () -> quickstart.get("/both").statusCode() == 400);
  }

  @AfterAll
  static void stop() {
    quickstart.close();
  }

  @Test
  void severalServersAreOneForTheirClients() throws Exception {
    try (McpSyncClient client = client(quickstart.gateway(), "/both")) {
      assertThat(client.initialize().serverInfo().name()).isEqualTo("agentgateway");
      assertThat(client.listTools().tools())
          .extracting(tool -> tool.name())
          .containsExactlyInAnyOrder(
              "tools_get_weather",
              "tools_slow_search",
              "tools_broken_tool",
              "places_find_places",
              "places_book_table");
      // Connections end at either replica, so several calls meet both.
      for (int i = 0; i < 10; i++) {
        assertThat(text(call(client, "places_find_places", Map.of("city", "Zurich"))))
            .contains("Zurich");
      }
      assertThat(call(client, "tools_broken_tool", Map.of("reason", "test")).isError()).isTrue();
      assertThat(client.listPrompts().prompts())
          .extracting(prompt -> prompt.name())
          .containsExactly("places_plan_day");
      assertThat(
              client
                  .getPrompt(
                      GetPromptRequest.builder("places_plan_day")
                          .arguments(Map.of("city", "Bern"))
                          .build())
                  .messages())
          .hasSize(1);
      assertThat(client.listResources().resources())
          .extracting(resource -> resource.uri())
          .containsExactly("places+places://zurich");
      assertThat(
              client
                  .readResource(ReadResourceRequest.builder("places+places://zurich").build())
                  .contents()
                  .getFirst()
                  .uri())
          .isEqualTo("places+places://zurich");
    }
    assertThat(spans())
        .contains(
            "SERVER tools/call places_find_places",
            "CLIENT tools/call find_places",
            "SERVER tools/call tools_broken_tool tool_error",
            "CLIENT tools/call broken_tool tool_error",
            "CLIENT initialize");
  }

  private static List<String> spans() {
    return Await.until(
        "the failed call is told of",
        () -> {
          List<String> spans =
              quickstart.spans(TRACE_ID, 1).stream().map(McpServersTest::shown).toList();
          return spans.stream().anyMatch(span -> span.startsWith("SERVER resources/read"))
              ? Optional.of(spans)
              : Optional.empty();
        });
  }

  private static String shown(JsonNode span) {
    String kind = span.path("kind").asText();
    StringBuilder shown =
        new StringBuilder(kind.equals("2") || kind.endsWith("SERVER") ? "SERVER " : "CLIENT ");
    shown.append(span.path("name").asText());
    for (JsonNode attribute : span.path("attributes")) {
      if (attribute.path("key").asText().equals("error.type")) {
        shown.append(' ').append(attribute.path("value").path("stringValue").asText());
      }
    }
    return shown.toString();
  }

  private static McpSyncClient client(URI base, String path) {
    return McpClient.sync(
            HttpClientStreamableHttpTransport.builder(base.toString())
                .endpoint(path)
                .requestBuilder(
                    HttpRequest.newBuilder()
                        .header("traceparent", "00-" + TRACE_ID + "-00f067aa0ba902b7-01"))
                .build())
        .build();
  }

  private static CallToolResult call(
      McpSyncClient client, String tool, Map<String, Object> arguments) {
    return client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
  }

  private static String text(CallToolResult result) {
    return ((TextContent) result.content().getFirst()).text();
  }
}
