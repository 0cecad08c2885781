package dev.agentgateway.dataplane.telemetry.cel;

import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fields of the variable {@code mcp}. What an operation does not have is absent. */
final class McpVariables {
  private static final List<String> FIELDS =
      List.of("methodName", "sessionId", "tool", "prompt", "resource", "task");

  private McpVariables() {}

  /**
   * The variable.
   *
   * @param asked the operation as the client asked for it
   * @param sent the same as it went to a target
   */
  static Map<String, Object> of(McpCall asked, McpCall sent) {
    return new LazyMap(FIELDS, field -> field(asked, sent, field));
  }

  private static @Nullable Object field(McpCall asked, McpCall sent, String field) {
    return switch (field) {
      case "methodName" -> asked.method();
      case "sessionId" -> asked.sessionHash().isEmpty() ? null : asked.sessionHash();
      case "tool" -> asked.toolName().isEmpty() ? null : tool(asked, sent);
      case "prompt" ->
          asked.promptName().isEmpty()
              ? null
              : named(sent, name(asked.promptName(), sent.promptName()));
      case "resource" ->
          asked.resourceUri().isEmpty()
              ? null
              : named(sent, name(asked.resourceUri(), sent.resourceUri()));
      case "task" -> asked.taskId().isEmpty() ? null : named(sent, asked.taskId());
      default -> null;
    };
  }

  /** The target's name of something, where it was sent to one. */
  private static String name(String asked, String sent) {
    return sent.isEmpty() ? asked : sent;
  }

  private static Map<String, Object> named(McpCall sent, String name) {
    Map<String, Object> named = new LinkedHashMap<>();
    if (!sent.target().isEmpty()) {
      named.put("target", sent.target());
    }
    named.put("name", name);
    return named;
  }

  private static Map<String, Object> tool(McpCall asked, McpCall sent) {
    Map<String, Object> tool = named(sent, name(asked.toolName(), sent.toolName()));
    put(tool, "arguments", json(either(asked.arguments(), sent.arguments())));
    put(tool, "result", json(either(asked.result(), sent.result())));
    if (asked.errorCode() != 0) {
      tool.put(
          "error", Map.of("code", (long) asked.errorCode(), "message", asked.rpcErrorMessage()));
    }
    return tool;
  }

  private static @Nullable String either(@Nullable String first, @Nullable String second) {
    return first == null ? second : first;
  }

  /** The value of a JSON text; one that was cut stays a text. */
  private static @Nullable Object json(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return CelValues.parseJson(text);
    } catch (IllegalArgumentException _) {
      return text;
    }
  }

  private static void put(Map<String, Object> map, String name, @Nullable Object value) {
    if (value != null) {
      map.put(name, value);
    }
  }
}
