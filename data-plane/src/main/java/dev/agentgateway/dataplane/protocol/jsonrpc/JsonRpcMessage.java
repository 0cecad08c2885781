package dev.agentgateway.dataplane.protocol.jsonrpc;

import org.jspecify.annotations.Nullable;

/**
 * A JSON-RPC 2.0 message: where its parts stand and what kind it is. Immutable as long as its bytes
 * are.
 *
 * @see <a href="https://www.jsonrpc.org/specification">JSON-RPC 2.0</a>
 */
public final class JsonRpcMessage {
  /** What a message is, told by the members that it has. */
  public enum Kind {
    REQUEST,
    NOTIFICATION,
    /** An answer with a result. */
    RESPONSE,
    /** An answer with an error. */
    ERROR
  }

  static final int ID = 1;
  static final int METHOD = 2;
  static final int PARAMS = 3;
  static final int RESULT = 4;
  static final int ERROR = 5;
  static final JsonKeys KEYS = new JsonKeys("jsonrpc", "id", "method", "params", "result", "error");
  private static final JsonKeys ERROR_KEYS = new JsonKeys("code", "message");

  private final Kind kind;
  private final JsonValue value;
  private final JsonMembers members;
  private final String method;

  JsonRpcMessage(Kind kind, JsonValue value, JsonMembers members, String method) {
    this.kind = kind;
    this.value = value;
    this.members = members;
    this.method = method;
  }

  public Kind kind() {
    return kind;
  }

  /** The whole message. */
  public JsonValue value() {
    return value;
  }

  /** A string or number, byte for byte; null in notifications and in errors without one. */
  public @Nullable JsonValue id() {
    JsonValue id = members.get(ID);
    return id == null || id.isNull() ? null : id;
  }

  /** The method of a request or notification; else empty. */
  public String method() {
    return method;
  }

  public @Nullable JsonValue params() {
    return members.get(PARAMS);
  }

  public @Nullable JsonValue result() {
    return members.get(RESULT);
  }

  public @Nullable JsonValue error() {
    return members.get(ERROR);
  }

  /** Code of the error; 0 where there is none or it is no int. */
  public int errorCode() {
    JsonMembers error = errorMembers();
    JsonValue code = error == null ? null : error.get(0);
    return code == null ? 0 : code.intOr(0);
  }

  /** Message of the error; empty where there is none. */
  public String errorMessage() {
    JsonMembers error = errorMembers();
    String text = error == null ? null : error.text(1);
    return text == null ? "" : text;
  }

  public boolean isRequest() {
    return kind == Kind.REQUEST;
  }

  /** Whether it answers a request. */
  public boolean isAnswer() {
    return kind == Kind.RESPONSE || kind == Kind.ERROR;
  }

  private @Nullable JsonMembers errorMembers() {
    JsonValue error = error();
    return error == null || !error.isObject() ? null : JsonMembers.of(error, ERROR_KEYS);
  }

  @Override
  public String toString() {
    return kind + " " + method;
  }
}
