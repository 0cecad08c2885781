package dev.agentgateway.dataplane.protocol.jsonrpc;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Messages that the gateway writes itself. */
public final class JsonRpcAnswers {
  /** The method is not known here. */
  public static final int METHOD_NOT_FOUND = -32601;

  /** The parameters are not what the method takes. */
  public static final int INVALID_PARAMS = -32602;

  /** The server is at fault. */
  public static final int INTERNAL_ERROR = -32603;

  private JsonRpcAnswers() {}

  /**
   * An error.
   *
   * @param id of the request; null where it is not known
   * @param data JSON; null: none
   */
  public static byte[] error(
      @Nullable JsonValue id, int code, String message, @Nullable String data) {
    StringBuilder out = begin(id).append("\"error\":{\"code\":").append(code);
    out.append(",\"message\":").append(JsonText.quote(message));
    if (data != null) {
      out.append(",\"data\":").append(data);
    }
    return bytes(out.append("}}"));
  }

  /** A result, given as JSON. */
  public static byte[] result(JsonValue id, String json) {
    return bytes(begin(id).append("\"result\":").append(json).append('}'));
  }

  /** A request, given with its params as JSON. */
  public static byte[] request(String id, String method, String params) {
    return bytes(
        new StringBuilder("{\"jsonrpc\":\"2.0\",\"id\":")
            .append(id)
            .append(",\"method\":")
            .append(JsonText.quote(method))
            .append(",\"params\":")
            .append(params)
            .append('}'));
  }

  /** A notification; params null: none. */
  public static byte[] notification(String method, @Nullable String params) {
    StringBuilder out = new StringBuilder("{\"jsonrpc\":\"2.0\",\"method\":");
    out.append(JsonText.quote(method));
    if (params != null) {
      out.append(",\"params\":").append(params);
    }
    return bytes(out.append('}'));
  }

  private static StringBuilder begin(@Nullable JsonValue id) {
    return new StringBuilder("{\"jsonrpc\":\"2.0\",\"id\":")
        .append(id == null ? "null" : id.raw())
        .append(',');
  }

  private static byte[] bytes(StringBuilder text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
