package dev.agentgateway.quickstart.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.quickstart.agent.Gateway.Run;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An MCP session of one run. */
final class Tools {
  private static final String PATH = "/mcp";
  private static final String VERSION = "2025-06-18";

  private final Gateway gateway;
  private final Run run;
  private final String[] headers;
  private int nextId = 1;

  /**
   * A tool.
   *
   * @param schema JSON schema of its arguments
   */
  record Tool(String name, String description, JsonNode schema) {}

  private Tools(Gateway gateway, Run run, String session) {
    this.gateway = gateway;
    this.run = run;
    this.headers = new String[] {"mcp-session-id", session, "mcp-protocol-version", VERSION};
  }

  static Tools open(Gateway gateway, Run run) throws IOException, InterruptedException {
    ObjectNode params = Gateway.JSON.createObjectNode().put("protocolVersion", VERSION);
    params.putObject("capabilities");
    params.putObject("clientInfo").put("name", "trip-planner").put("version", "1.0.0");
    ObjectNode initialize = message("initialize");
    initialize.put("id", 0).set("params", params);
    HttpResponse<String> response = gateway.post(run, PATH, initialize);
    String session =
        response
            .headers()
            .firstValue("mcp-session-id")
            .orElseThrow(() -> new IOException("the MCP server gave no session"));
    Tools tools = new Tools(gateway, run, session);
    gateway.post(run, PATH, message("notifications/initialized"), tools.headers);
    return tools;
  }

  List<Tool> list() throws IOException, InterruptedException {
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : ask("tools/list", Gateway.JSON.createObjectNode()).path("tools")) {
      tools.add(
          new Tool(
              tool.path("name").asText(),
              tool.path("description").asText(),
              tool.path("inputSchema")));
    }
    return tools;
  }

  /** The tool that is called so, perhaps with the name of its server before it. */
  static Optional<Tool> find(List<Tool> tools, String name) {
    return tools.stream().filter(tool -> tool.name().endsWith(name)).findFirst();
  }

  /** Calls a tool and returns what it said; one that failed says so. */
  String call(String name, JsonNode arguments) throws IOException, InterruptedException {
    ObjectNode params = Gateway.JSON.createObjectNode().put("name", name);
    params.set("arguments", arguments);
    JsonNode result = ask("tools/call", params);
    String said = result.path("content").path(0).path("text").asText();
    return result.path("isError").asBoolean() ? "Error: " + said : said;
  }

  /** Ends the session. */
  void close() throws IOException, InterruptedException {
    gateway.send(gateway.request(run, PATH, headers).DELETE());
  }

  private JsonNode ask(String method, ObjectNode params) throws IOException, InterruptedException {
    ObjectNode message = message(method);
    message.put("id", nextId++).set("params", params);
    JsonNode answer =
        Gateway.messages(gateway.post(run, PATH, message, headers)).stream()
            .filter(each -> each.has("result") || each.has("error"))
            .findFirst()
            .orElseThrow(() -> new IOException(method + " was not answered"));
    if (answer.has("error")) {
      throw new IOException(method + " failed: " + answer.path("error").path("message").asText());
    }
    return answer.path("result");
  }

  private static ObjectNode message(String method) {
    return Gateway.JSON.createObjectNode().put("jsonrpc", "2.0").put("method", method);
  }
}
