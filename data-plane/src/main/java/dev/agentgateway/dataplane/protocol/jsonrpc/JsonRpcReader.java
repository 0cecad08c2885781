package dev.agentgateway.dataplane.protocol.jsonrpc;

import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON-RPC 2.0 messages strictly: UTF-8, well-formed to the last byte, no member of the
 * envelope twice, ids that are strings or numbers. What it refuses, another reader could take for
 * something else.
 */
public final class JsonRpcReader {
  /** Not JSON. */
  public static final int PARSE_ERROR = -32700;

  /** JSON, but no message. */
  public static final int INVALID_REQUEST = -32600;

  private static final int MAX_BATCH = 1024;

  private JsonRpcReader() {}

  /** Reads a whole text. */
  public static JsonRpcBody read(byte[] text) {
    return read(text, 0, text.length);
  }

  /** Reads the text from {@code start} to {@code end} exclusive, which must not change later. */
  public static JsonRpcBody read(byte[] text, int start, int end) {
    JsonCursor cursor = new JsonCursor(text, start, end);
    JsonRpcBody body = cursor.peek() == '[' ? batch(cursor) : single(cursor);
    boolean more = cursor.hasMore();
    return more || cursor.isMalformed()
        ? new JsonRpcBody.Refused(PARSE_ERROR, "Parse error", null)
        : body;
  }

  /** Whether a text begins as an object or array does: else it is no message and no batch. */
  public static boolean isStructure(byte[] text, int start, int end) {
    byte first = new JsonCursor(text, start, end).peek();
    return first == '{' || first == '[';
  }

  /**
   * Reads what the beginning of a message tells. Whether the rest is well-formed, repeats a member
   * or has an id is not known.
   *
   * @return null where that is neither a call with its method nor an answer
   */
  public static @Nullable JsonRpcMessage beginning(byte[] text, int start, int end) {
    JsonCursor cursor = new JsonCursor(text, start, end);
    if (cursor.peek() != '{') {
      return null;
    }
    int first = cursor.at();
    JsonMembers members = JsonMembers.readBeginning(cursor, JsonRpcMessage.KEYS, end);
    String method = members.text(JsonRpcMessage.METHOD);
    boolean answer =
        members.get(JsonRpcMessage.RESULT) != null || members.get(JsonRpcMessage.ERROR) != null;
    if (members.isRepeated() || (method != null) == answer) {
      return null;
    }
    return new JsonRpcMessage(
        answer ? Kind.RESPONSE : Kind.REQUEST,
        new JsonValue(text, first, end),
        members,
        method == null ? "" : method);
  }

  private static JsonRpcBody batch(JsonCursor cursor) {
    List<JsonRpcMessage> messages = new ArrayList<>();
    JsonRpcBody.Refused refused = null;
    for (boolean more = cursor.beginArray(); more; more = cursor.nextElement()) {
      switch (single(cursor)) {
        case JsonRpcBody.Single(JsonRpcMessage message) -> messages.add(message);
        case JsonRpcBody.Batch _ -> refused = invalid("batch in a batch", null);
        case JsonRpcBody.Refused other -> refused = other;
      }
    }
    if (refused != null) {
      return refused;
    }
    if (messages.isEmpty() || messages.size() > MAX_BATCH) {
      return invalid("batch of " + messages.size() + " messages", null);
    }
    return new JsonRpcBody.Batch(messages);
  }

  private static JsonRpcBody single(JsonCursor cursor) {
    if (cursor.peek() != '{') {
      cursor.skipValue();
      return invalid("a message is an object", null);
    }
    int start = cursor.at();
    JsonMembers members = JsonMembers.read(cursor, JsonRpcMessage.KEYS);
    if (cursor.isMalformed()) {
      return new JsonRpcBody.Refused(PARSE_ERROR, "Parse error", null);
    }
    return message(new JsonValue(cursor.bytes(), start, cursor.at()), members);
  }

  private static JsonRpcBody message(JsonValue value, JsonMembers members) {
    JsonValue id = members.get(JsonRpcMessage.ID);
    boolean identified = id != null && (id.isString() || id.isNumber());
    JsonValue known = identified ? id : null;
    if (members.isRepeated()) {
      return invalid("a member is repeated", null);
    }
    if (!"2.0".equals(members.text(0))) {
      return invalid("jsonrpc must be \"2.0\"", known);
    }
    boolean call = members.get(JsonRpcMessage.METHOD) != null;
    boolean result = members.get(JsonRpcMessage.RESULT) != null;
    boolean error = members.get(JsonRpcMessage.ERROR) != null;
    if ((call ? 1 : 0) + (result ? 1 : 0) + (error ? 1 : 0) != 1) {
      return invalid("exactly one of method, result and error is expected", known);
    }
    if (!identified && !(call && id == null) && !(error && (id == null || id.isNull()))) {
      return invalid("id must be a string or a number", null);
    }
    String method = members.text(JsonRpcMessage.METHOD);
    if (call && method == null) {
      return invalid("method must be a string", known);
    }
    Kind kind =
        call ? identified ? Kind.REQUEST : Kind.NOTIFICATION : result ? Kind.RESPONSE : Kind.ERROR;
    return new JsonRpcBody.Single(
        new JsonRpcMessage(kind, value, members, method == null ? "" : method));
  }

  private static JsonRpcBody.Refused invalid(String why, @Nullable JsonValue id) {
    return new JsonRpcBody.Refused(INVALID_REQUEST, "Invalid Request: " + why, id);
  }
}
