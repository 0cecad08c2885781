package dev.agentgateway.dataplane.protocol.mcp;

import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcAnswers;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What every request without session must say of itself, in fields and in its body alike. Whoever
 * reads the body must refuse a request in which they differ: a proxy on the way may have trusted
 * the fields. Clients of the official SDKs leave fields out of notifications; what is there must be
 * right.
 */
public final class ModernRequests {
  private ModernRequests() {}

  /**
   * Checks a message of the modern era.
   *
   * @param version value of {@code MCP-Protocol-Version}, or null
   * @param method value of {@code Mcp-Method}, or null
   * @param name value of {@code Mcp-Name}, or null
   * @return what answers it, or null where it is right
   */
  public static @Nullable McpRefusal check(
      JsonRpcMessage message,
      McpParams params,
      @Nullable String version,
      @Nullable String method,
      @Nullable String name) {
    String told = params.metaVersion();
    if (message.isRequest()) {
      if (told == null) {
        return invalid("_meta lacks io.modelcontextprotocol/protocolVersion");
      }
      JsonValue capabilities = params.metaCapabilities();
      if (capabilities == null || !capabilities.isObject()) {
        return invalid("_meta lacks io.modelcontextprotocol/clientCapabilities");
      }
    }
    if (differs(told, version, message.isRequest())) {
      return mismatch("MCP-Protocol-Version", version);
    }
    String named = method == null ? null : McpFields.decode(method);
    if ((method != null && named == null)
        || differs(message.method(), named, message.isRequest())) {
      return mismatch("Mcp-Method", method);
    }
    JsonValue target = named(message.method(), params);
    if (target == null) {
      return null;
    }
    String text = target.text();
    return text == null || name == null || !text.equals(McpFields.decode(name))
        ? mismatch("Mcp-Name", name)
        : null;
  }

  /** The value that {@code Mcp-Name} repeats; null where the method has none. */
  public static @Nullable JsonValue named(String method, McpParams params) {
    return switch (method) {
      case McpMethods.TOOLS_CALL, McpMethods.PROMPTS_GET -> params.name();
      case McpMethods.RESOURCES_READ -> params.uri();
      default -> null;
    };
  }

  private static boolean differs(
      @Nullable String inBody, @Nullable String inField, boolean isRequired) {
    return inField == null ? isRequired : inBody != null && !inBody.equals(inField);
  }

  private static McpRefusal invalid(String why) {
    return new McpRefusal(400, JsonRpcAnswers.INVALID_PARAMS, "Invalid params: " + why);
  }

  private static McpRefusal mismatch(String field, @Nullable String value) {
    return new McpRefusal(
        400,
        McpRefusal.HEADER_MISMATCH,
        "Header mismatch: " + field + (value == null ? " is missing" : " differs from the body"));
  }
}
