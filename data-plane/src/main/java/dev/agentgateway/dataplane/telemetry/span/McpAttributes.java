package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.telemetry.span.AttributeKey.Group;

/**
 * Names of {@code mcp.*}, {@code jsonrpc.*} and {@code rpc.*}.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/gen-ai/mcp/">MCP</a>
 */
final class McpAttributes {
  static final AttributeKey METHOD = key("mcp.method.name");
  static final AttributeKey PROTOCOL_VERSION = key("mcp.protocol.version");
  static final AttributeKey RESOURCE_URI = key("mcp.resource.uri");

  /** A keyed hash, never the id itself. */
  static final AttributeKey SESSION = key("mcp.session.id");

  static final AttributeKey REQUEST_ID = key("jsonrpc.request.id");

  /** Code of a JSON-RPC error, as a text. */
  static final AttributeKey STATUS_CODE = key("rpc.response.status_code");

  private McpAttributes() {}

  private static AttributeKey key(String name) {
    return AttributeKey.of(Group.OPERATION, name);
  }
}
