package dev.agentgateway.quickstart.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;

/** The agent's calls to the model, to tools and to another agent, all through the gateway. */
final class AgentClient {
  private static final String MCP_VERSION = "2025-06-18";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI gateway;

  /**
   * What one run carries from call to call.
   *
   * @param context traceparent; empty: none is sent
   * @param mcpSession Mcp-Session-Id
   */
  record Session(String context, String mcpSession) {}

  AgentClient(URI gateway) {
    this.gateway = gateway;
  }

  /** Opens an MCP session for a run. */
  Session open(String context) throws IOException, InterruptedException {
    ObjectNode params = JSON.createObjectNode().put("protocolVersion", MCP_VERSION);
    params.putObject("capabilities");
    params.putObject("clientInfo").put("name", "trip-planner").put("version", "1.0.0");
    HttpResponse<String> response =
        post(new Session(context, ""), "/mcp", rpc("initialize", params));
    String session =
        response
            .headers()
            .firstValue("mcp-session-id")
            .orElseThrow(() -> new IOException("the MCP server gave no session"));
    Session opened = new Session(context, session);
    ObjectNode initialized = JSON.createObjectNode().put("jsonrpc", "2.0");
    post(opened, "/mcp", initialized.put("method", "notifications/initialized"));
    return opened;
  }

  /** Asks the model; with tools it may answer with a call of one, which is what it is asked for. */
  void chat(Session session, String model, String content, boolean tools)
      throws IOException, InterruptedException {
    ObjectNode request = JSON.createObjectNode().put("model", model);
    request
        .putArray("messages")
        .addObject()
        .put("role", tools ? "user" : "assistant")
        .put("content", content);
    if (tools) {
      addTool(request.putArray("tools"), "get_weather", "city");
      addTool(request.withArray("tools"), "broken_tool", "reason");
    } else {
      request.put("stream", true).putObject("stream_options").put("include_usage", true);
    }
    post(session, "/v1/chat/completions", request);
  }

  private static void addTool(ArrayNode tools, String name, String argument) {
    ObjectNode function = tools.addObject().put("type", "function").putObject("function");
    function.put("name", name);
    function
        .putObject("parameters")
        .put("type", "object")
        .putObject("properties")
        .putObject(argument)
        .put("type", "string");
  }

  /** Calls a tool and returns what it said. */
  String callTool(Session session, String tool) throws IOException, InterruptedException {
    ObjectNode params = JSON.createObjectNode().put("name", tool);
    params.putObject("arguments").put("city", "Zurich").put("reason", "on purpose");
    JsonNode result = answer(post(session, "/mcp", rpc("tools/call", params))).path("result");
    String said = result.path("content").path(0).path("text").asText();
    if (result.path("isError").asBoolean()) {
      throw new IOException("the tool " + tool + " failed: " + said);
    }
    return said;
  }

  /** Hands a task to the other agent and waits for it. */
  void delegate(Session session, String task) throws IOException, InterruptedException {
    ObjectNode params = JSON.createObjectNode();
    ObjectNode message =
        params
            .putObject("message")
            .put("kind", "message")
            .put("role", "user")
            .put("messageId", UUID.randomUUID().toString());
    message.putArray("parts").addObject().put("kind", "text").put("text", task);
    JsonNode result = answer(post(session, "/a2a", rpc("message/send", params))).path("result");
    String state = result.path("status").path("state").asText();
    if (!state.equals("completed")) {
      throw new IOException("the other agent's task is " + state);
    }
  }

  /** Ends the MCP session. */
  void close(Session session) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(request(session, "/mcp").DELETE().build(), HttpResponse.BodyHandlers.ofString());
    check(response);
  }

  private static ObjectNode rpc(String method, ObjectNode params) {
    ObjectNode call = JSON.createObjectNode().put("jsonrpc", "2.0");
    call.put("id", 1).put("method", method).set("params", params);
    return call;
  }

  private HttpResponse<String> post(Session session, String path, JsonNode body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(session, path)
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
    return check(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
  }

  private HttpRequest.Builder request(Session session, String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.resolve(path))
            .timeout(Duration.ofSeconds(30))
            .header("user-agent", "sample-agent/1.0");
    if (!session.context().isEmpty()) {
      request.header("traceparent", session.context());
    }
    if (!session.mcpSession().isEmpty()) {
      request
          .header("mcp-session-id", session.mcpSession())
          .header("mcp-protocol-version", MCP_VERSION);
    }
    return request;
  }

  private static HttpResponse<String> check(HttpResponse<String> response) throws IOException {
    if (response.statusCode() >= 300) {
      throw new IOException(response.uri().getPath() + " answered " + response.statusCode());
    }
    return response;
  }

  /** The JSON-RPC message of a JSON or single-event response. */
  private static JsonNode answer(HttpResponse<String> response) throws IOException {
    String body = response.body();
    if (response.headers().firstValue("content-type").orElse("").startsWith("text/event-stream")) {
      body =
          body.lines()
              .filter(line -> line.startsWith("data:"))
              .reduce((first, last) -> last)
              .orElse("data:{}")
              .substring("data:".length());
    }
    return JSON.readTree(body);
  }
}
