package dev.agentgateway.dataplane.protocol.a2a;

import java.util.Map;

/**
 * Errors of A2A as spans show them: types and texts of a closed set, never an agent's own.
 *
 * @see <a href="https://a2a-protocol.org/latest/specification/#54-error-code-mappings">Error
 *     codes</a>
 */
final class A2aError {
  private static final int FIRST_RESERVED = -32768;
  private static final int LAST_RESERVED = -32000;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(-32700, "invalid JSON"),
          Map.entry(-32600, "invalid request"),
          Map.entry(-32601, "method not found"),
          Map.entry(-32602, "invalid parameters"),
          Map.entry(-32603, "internal error of the agent"),
          Map.entry(-32001, "task not found"),
          Map.entry(-32002, "task cannot be canceled"),
          Map.entry(-32003, "push notifications are not supported"),
          Map.entry(-32004, "operation is not supported"),
          Map.entry(-32005, "content type is not supported"),
          Map.entry(-32006, "invalid response of the agent"),
          Map.entry(-32007, "extended agent card is not configured"),
          Map.entry(-32008, "a required extension is missing"),
          Map.entry(-32009, "version is not supported"));

  private A2aError() {}

  /** The span attribute {@code error.type} of a JSON-RPC error. */
  static String type(int code) {
    return code >= FIRST_RESERVED && code <= LAST_RESERVED ? Integer.toString(code) : "_OTHER";
  }

  /** A short text of a JSON-RPC error. */
  static String message(int code) {
    return NAMES.getOrDefault(code, "error of the agent");
  }
}
