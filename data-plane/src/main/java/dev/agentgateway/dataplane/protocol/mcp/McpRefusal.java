package dev.agentgateway.dataplane.protocol.mcp;

import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcAnswers;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcReader;
import org.jspecify.annotations.Nullable;

/**
 * Why the gateway itself answers a message with an error.
 *
 * @param status of HTTP
 * @param code of JSON-RPC
 * @param message for people
 * @param data JSON, or null for none
 */
public record McpRefusal(int status, int code, String message, @Nullable String data) {
  /** A field of the request differs from its body, or is missing. */
  public static final int HEADER_MISMATCH = -32020;

  /** The client lacks a capability that the server needs. */
  public static final int MISSING_CAPABILITY = -32021;

  public McpRefusal(int status, int code, String message) {
    this(status, code, message, null);
  }

  /** What a code of JSON-RPC or MCP means, for people; empty where it is not a known one. */
  static String meaning(int code) {
    return switch (code) {
      case JsonRpcReader.PARSE_ERROR -> "parse error";
      case JsonRpcReader.INVALID_REQUEST -> "invalid request";
      case JsonRpcAnswers.METHOD_NOT_FOUND -> "method not found";
      case JsonRpcAnswers.INVALID_PARAMS -> "invalid params";
      case JsonRpcAnswers.INTERNAL_ERROR -> "internal error";
      case HEADER_MISMATCH -> "header mismatch";
      case MISSING_CAPABILITY -> "missing required client capability";
      case McpVersions.UNSUPPORTED_VERSION -> "unsupported protocol version";
      default -> "";
    };
  }
}
