package dev.agentgateway.e2e.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;

/** An MCP session whose requests go over a connection each, so that any proxy may get them. */
public final class McpSession {
  private static final String SESSION = "mcp-session-id";

  private final URI base;
  private final String id;

  private McpSession(URI base, String id) {
    this.base = base;
    this.id = id;
  }

  /** Opens a session at {@code /mcp}. */
  public static McpSession open(URI base) throws IOException, InterruptedException {
    ObjectNode params = AgentHttp.JSON.createObjectNode().put("protocolVersion", "2025-11-25");
    params.putObject("capabilities");
    params.putObject("clientInfo").put("name", "replicas").put("version", "1");
    AgentHttp.Answer opened = new AgentHttp(base).post("/mcp", rpc("initialize", params));
    String session = opened.head().headers().firstValue(SESSION).orElseThrow();
    ObjectNode initialized =
        AgentHttp.JSON
            .createObjectNode()
            .put("jsonrpc", "2.0")
            .put("method", "notifications/initialized");
    new AgentHttp(base).post("/mcp", initialized, SESSION, session);
    return new McpSession(base, session);
  }

  /** Calls a tool that answers with what it is told; returns its text. */
  public String echo(String tool, String text) throws IOException, InterruptedException {
    AgentHttp.Answer answer = call(tool, text);
    return answer.messages().stream()
        .map(message -> message.path("result").path("content").path(0).path("text"))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .findFirst()
        .orElseThrow(() -> new IOException(tool + ": " + answer));
  }

  /** Calls a tool, whatever comes of it. */
  public AgentHttp.Answer call(String tool, String text) throws IOException, InterruptedException {
    ObjectNode params = AgentHttp.JSON.createObjectNode().put("name", tool);
    params.putObject("arguments").put("message", text);
    return new AgentHttp(base).post("/mcp", rpc("tools/call", params), SESSION, id);
  }

  /** Ends it. */
  public AgentHttp.Answer end() throws IOException, InterruptedException {
    return new AgentHttp(base).delete("/mcp", SESSION, id);
  }

  private static ObjectNode rpc(String method, ObjectNode params) {
    ObjectNode message = AgentHttp.JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
    message.put("method", method).set("params", params);
    return message;
  }
}
