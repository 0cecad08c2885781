package dev.agentgateway.e2e.support;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.GetPromptRequest;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Calls of MCP's Java SDK to the sample server of places. */
public final class McpCalls {
  private McpCalls() {}

  /** What the client sees, call by call; failures as their text. */
  public static List<String> seen(URI base, String path) {
    List<String> seen = new ArrayList<>();
    HttpClientStreamableHttpTransport transport =
        HttpClientStreamableHttpTransport.builder(base.toString()).endpoint(path).build();
    try (McpSyncClient client = McpClient.sync(transport).build()) {
      see(seen, client::initialize);
      see(seen, client::listTools);
      see(seen, () -> call(client, "find_places", Map.of("city", "Zürich")));
      see(seen, () -> call(client, "find_places", Map.of()));
      see(seen, () -> call(client, "no_such_tool", Map.of()));
      see(seen, client::listPrompts);
      see(
          seen,
          () ->
              client.getPrompt(
                  GetPromptRequest.builder("plan_day").arguments(Map.of("city", "Bern")).build()));
      see(seen, client::listResources);
      see(seen, client::listResourceTemplates);
      see(seen, () -> client.readResource(ReadResourceRequest.builder("places://zurich").build()));
      see(seen, () -> client.readResource(ReadResourceRequest.builder("places://none").build()));
      see(seen, client::ping);
    }
    return seen;
  }

  private static Object call(McpSyncClient client, String tool, Map<String, Object> arguments) {
    return client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
  }

  private static void see(List<String> seen, Supplier<Object> action) {
    try {
      seen.add(String.valueOf(action.get()));
    } catch (RuntimeException e) {
      seen.add(e.toString());
    }
  }
}
