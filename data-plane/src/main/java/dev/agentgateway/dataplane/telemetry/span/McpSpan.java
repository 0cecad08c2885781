package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import dev.agentgateway.dataplane.protocol.mcp.McpMethods;

/**
 * Name and attributes of an MCP operation's span.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/gen-ai/mcp/">MCP</a>
 */
final class McpSpan {
  private McpSpan() {}

  static void write(SpanWriter writer, McpCall call) {
    String method = call.method();
    writer.name(CallNames.of(call));
    writer.text(McpAttributes.METHOD, method);
    if (method.equals(McpMethods.TOOLS_CALL)) {
      writer.text(GenAiAttributes.OPERATION, "execute_tool");
    }
    writer.text(GenAiAttributes.TOOL, call.toolName());
    writer.text(GenAiAttributes.PROMPT, call.promptName());
    if (!call.resourceUri().isEmpty()) {
      writer.text(McpAttributes.RESOURCE_URI, UrlRedaction.uri(call.resourceUri()));
    }
    writer.text(McpAttributes.PROTOCOL_VERSION, call.protocolVersion());
    writer.text(McpAttributes.SESSION, call.sessionHash());
    writer.text(McpAttributes.REQUEST_ID, call.requestId());
    writer.text(GatewayAttributes.MCP_TARGET, call.target());
    writer.text(NetworkAttributes.TRANSPORT, "tcp");
    writer.text(NetworkAttributes.PROTOCOL_NAME, "http");
    if (call.errorCode() != 0) {
      writer.text(McpAttributes.STATUS_CODE, Integer.toString(call.errorCode()));
    }
  }
}
