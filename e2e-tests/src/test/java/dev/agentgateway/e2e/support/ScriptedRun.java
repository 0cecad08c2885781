package dev.agentgateway.e2e.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A run of an agent in which everything happens that a trace has to tell: three turns of a model,
 * streamed; four tool calls, of which one fails; one task that another agent does; one call of the
 * model that fails with 503 and is tried again, by the gateway where its route says so, else by the
 * agent; one stream of the model that is cut off and asked for again.
 *
 * <p>Everything is sent in one trace, whose root span is the agent's own and is never exported.
 */
public final class ScriptedRun {
  private static final String MODEL = "sample-large";
  private static final String CHAT = "/v1/chat/completions";

  // What the model does, call by call. Its tokens are told here, and so must be on the spans.
  private static final String SCRIPT =
      """
      [
        {"status": 503},
        {"toolCalls": [
            {"name": "@weather@", "arguments": {"city": "Zurich"}},
            {"name": "@search@", "arguments": {"query": "museums"}}],
         "usage": {"input": 1200, "cached": 0, "output": 40, "reasoning": 0}},
        {"toolCalls": [
            {"name": "@broken@", "arguments": {"reason": "on purpose"}},
            {"name": "@weather@", "arguments": {"city": "Bern"}}],
         "usage": {"input": 1400, "cached": 1024, "output": 50, "reasoning": 0}},
        {"text": "A day in Zurich, with a museum.", "cutAfterEvents": 4,
         "usage": {"input": 1600, "cached": 1400, "output": 30, "reasoning": 16}},
        {"text": "A day in Zurich, with a museum.",
         "usage": {"input": 1600, "cached": 1400, "output": 30, "reasoning": 16}}
      ]
      """;

  /** What a call was of. */
  public enum Kind {
    MODEL,
    TOOL,
    AGENT
  }

  /**
   * A call as the agent saw it.
   *
   * @param name of the model, the tool or the A2A method
   * @param outcome {@code ok}, a status, {@code cut} or {@code tool error}
   */
  public record Call(Kind kind, String name, String outcome) {}

  private final AgentHttp gateway;
  private final String traceId;
  private final String rootSpanId;
  private final List<Call> calls = new ArrayList<>();
  private final ArrayNode messages = AgentHttp.JSON.createArrayNode();
  private String[] mcpHeaders = new String[0];
  private int nextId;
  private String taskId = "";
  private String contextId = "";

  private ScriptedRun(URI gateway) {
    traceId = hex(16);
    rootSpanId = hex(8);
    this.gateway =
        new AgentHttp(gateway, "traceparent", "00-" + traceId + "-" + rootSpanId + "-01");
  }

  /**
   * Runs it once.
   *
   * @param gateway with the routes of the quickstart
   * @param model the sample model, without the gateway
   */
  public static ScriptedRun play(URI gateway, URI model) throws IOException, InterruptedException {
    ScriptedRun run = new ScriptedRun(gateway);
    List<String> tools = run.openTools();
    String script =
        SCRIPT
            .replace("@weather@", named(tools, "get_weather"))
            .replace("@search@", named(tools, "slow_search"))
            .replace("@broken@", named(tools, "broken_tool"));
    AgentHttp direct = new AgentHttp(model);
    direct.delete("/script");
    direct.post("/script", AgentHttp.JSON.readTree(script));
    run.turns();
    return run;
  }

  public String traceId() {
    return traceId;
  }

  /** The span that everything is below of. */
  public String rootSpanId() {
    return rootSpanId;
  }

  /** In the order that they were made; the calls that only open and close sessions are left out. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /** The delegated task, as the other agent named it. */
  public String taskId() {
    return taskId;
  }

  /** The context that the other agent made for it. */
  public String contextId() {
    return contextId;
  }

  private void turns() throws IOException, InterruptedException {
    messages.addObject().put("role", "user").put("content", "Plan a day in Zurich.");
    // The second turn does not ask for usage.
    for (boolean withUsage : new boolean[] {true, false}) {
      JsonNode toolCalls = turn(withUsage);
      for (JsonNode call : toolCalls) {
        JsonNode function = call.path("function");
        String said =
            callTool(
                function.path("name").asText(),
                AgentHttp.JSON.readTree(function.path("arguments").asText()));
        messages
            .addObject()
            .put("role", "tool")
            .put("tool_call_id", call.path("id").asText())
            .put("content", said);
      }
    }
    delegate();
    turn(true);
    closeTools();
  }

  /** Asks the model until it answers; the tools that it wants called. */
  private JsonNode turn(boolean withUsage) throws IOException, InterruptedException {
    ObjectNode request = AgentHttp.JSON.createObjectNode().put("model", MODEL).put("stream", true);
    if (withUsage) {
      request.putObject("stream_options").put("include_usage", true);
    }
    request.set("messages", messages);
    for (int attempt = 0; attempt < 2; attempt++) {
      AgentHttp.Answer answer = gateway.post(CHAT, request);
      String outcome = answer.isCut() ? "cut" : "ok";
      outcome = answer.status() == 200 ? outcome : Integer.toString(answer.status());
      calls.add(new Call(Kind.MODEL, MODEL, outcome));
      if (outcome.equals("ok")) {
        JsonNode message = joined(answer.messages());
        messages.add(message);
        return message.path("tool_calls");
      }
    }
    throw new IOException("the model answered neither time: " + calls);
  }

  /** The message that chunks make together. */
  private static JsonNode joined(List<JsonNode> chunks) {
    StringBuilder content = new StringBuilder();
    ObjectNode message = AgentHttp.JSON.createObjectNode().put("role", "assistant");
    ArrayNode toolCalls = AgentHttp.JSON.createArrayNode();
    List<StringBuilder> arguments = new ArrayList<>();
    for (JsonNode chunk : chunks) {
      JsonNode delta = chunk.path("choices").path(0).path("delta");
      content.append(delta.path("content").asText(""));
      for (JsonNode piece : delta.path("tool_calls")) {
        int index = piece.path("index").asInt();
        if (index == toolCalls.size()) {
          toolCalls.add(piece.deepCopy());
          arguments.add(new StringBuilder());
        }
        arguments.get(index).append(piece.path("function").path("arguments").asText());
      }
    }
    for (int index = 0; index < toolCalls.size(); index++) {
      ObjectNode call = (ObjectNode) toolCalls.get(index);
      call.remove("index");
      ((ObjectNode) call.path("function")).put("arguments", arguments.get(index).toString());
    }
    if (toolCalls.isEmpty()) {
      return message.put("content", content.toString());
    }
    message.putNull("content").set("tool_calls", toolCalls);
    return message;
  }

  private List<String> openTools() throws IOException, InterruptedException {
    ObjectNode params = AgentHttp.JSON.createObjectNode().put("protocolVersion", "2025-06-18");
    params.putObject("capabilities");
    params.putObject("clientInfo").put("name", "scripted").put("version", "1");
    AgentHttp.Answer opened = gateway.post("/mcp", rpc("initialize", params));
    mcpHeaders =
        new String[] {
          "mcp-session-id",
          opened.head().headers().firstValue("mcp-session-id").orElseThrow(),
          "mcp-protocol-version",
          "2025-06-18"
        };
    ObjectNode initialized =
        AgentHttp.JSON
            .createObjectNode()
            .put("jsonrpc", "2.0")
            .put("method", "notifications/initialized");
    gateway.post("/mcp", initialized, mcpHeaders);
    JsonNode listed = ask("tools/list", AgentHttp.JSON.createObjectNode());
    List<String> names = new ArrayList<>();
    listed.path("tools").forEach(tool -> names.add(tool.path("name").asText()));
    return names;
  }

  private String callTool(String name, JsonNode arguments)
      throws IOException, InterruptedException {
    ObjectNode params = AgentHttp.JSON.createObjectNode().put("name", name);
    params.set("arguments", arguments);
    JsonNode result = ask("tools/call", params);
    boolean failed = result.path("isError").asBoolean();
    calls.add(new Call(Kind.TOOL, name, failed ? "tool error" : "ok"));
    return result.path("content").path(0).path("text").asText();
  }

  private void closeTools() throws IOException, InterruptedException {
    gateway.delete("/mcp", mcpHeaders);
  }

  private JsonNode ask(String method, ObjectNode params) throws IOException, InterruptedException {
    AgentHttp.Answer answer = gateway.post("/mcp", rpc(method, params), mcpHeaders);
    return answer.messages().stream()
        .filter(message -> message.has("result"))
        .findFirst()
        .orElseThrow(() -> new IOException(method + " was answered " + answer))
        .path("result");
  }

  private void delegate() throws IOException, InterruptedException {
    ObjectNode params = AgentHttp.JSON.createObjectNode();
    ObjectNode message =
        params
            .putObject("message")
            .put("kind", "message")
            .put("role", "user")
            .put("messageId", "message-of-" + traceId);
    message.putArray("parts").addObject().put("kind", "text").put("text", "Book a table.");
    AgentHttp.Answer answer = gateway.post("/a2a", rpc("message/stream", params));
    String state = "";
    for (JsonNode update : answer.messages()) {
      JsonNode result = update.path("result");
      taskId = result.path("taskId").asText(result.path("id").asText());
      contextId = result.path("contextId").asText(contextId);
      state = result.path("status").path("state").asText(state);
    }
    calls.add(
        new Call(Kind.AGENT, "SendStreamingMessage", state.equals("completed") ? "ok" : state));
  }

  private ObjectNode rpc(String method, ObjectNode params) {
    ObjectNode message = AgentHttp.JSON.createObjectNode().put("jsonrpc", "2.0");
    message.put("id", nextId++).put("method", method).set("params", params);
    return message;
  }

  /** The tool that is called so, perhaps with the name of its server before it. */
  private static String named(List<String> tools, String name) {
    return tools.stream()
        .filter(tool -> tool.endsWith(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no tool " + name + " in " + tools));
  }

  private static String hex(int bytes) {
    byte[] random = new byte[bytes];
    ThreadLocalRandom.current().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
