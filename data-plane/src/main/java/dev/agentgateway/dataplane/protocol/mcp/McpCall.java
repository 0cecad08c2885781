package dev.agentgateway.dataplane.protocol.mcp;

import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * An MCP operation: as the client asked for it (side SERVER), or as it goes to one target (side
 * CLIENT). Texts that nobody told are empty.
 */
public final class McpCall extends AgentCall {
  /** {@code error.type} of a call whose tool says that it failed. */
  public static final String TOOL_ERROR = "tool_error";

  /** Bytes of arguments and of a result that are kept, each, where somebody asks for them. */
  private static final int MAX_CAPTURED_BYTES = 64 * 1024;

  private static final int MAX_MESSAGE = 256;

  private final String method;
  private String target = "";
  private String toolName = "";
  private String promptName = "";
  private String resourceUri = "";
  private String taskId = "";
  private String requestId = "";
  private String protocolVersion = "";
  private String sessionId = "";
  private @Nullable SealingKeys sessionKeys;
  private int errorCode;
  private String rpcErrorMessage = "";
  private boolean argumentsWanted;
  private boolean resultWanted;
  private @Nullable String arguments;
  private @Nullable String result;

  /**
   * @param method the JSON-RPC method, for example {@code tools/call}
   */
  public McpCall(Side side, @Nullable AgentCall parent, String method) {
    super(side, parent);
    this.method = method;
  }

  /** The call of a request or notification, with what its params name. */
  public static McpCall of(
      Side side, @Nullable AgentCall parent, JsonRpcMessage message, McpParams params) {
    McpCall call = new McpCall(side, parent, message.method());
    JsonValue id = message.id();
    call.requestId = id == null ? "" : text(id);
    switch (message.method()) {
      case McpMethods.TOOLS_CALL -> call.toolName = text(params.name());
      case McpMethods.PROMPTS_GET -> call.promptName = text(params.name());
      case McpMethods.RESOURCES_READ,
          McpMethods.RESOURCES_SUBSCRIBE,
          McpMethods.RESOURCES_UNSUBSCRIBE,
          McpMethods.RESOURCE_UPDATED ->
          call.resourceUri = text(params.uri());
      case McpMethods.COMPLETE -> {
        JsonValue ref = params.ref();
        call.promptName = ref == null ? "" : text(ref.member("name"));
        call.resourceUri = ref == null ? "" : text(ref.member("uri"));
      }
      case McpMethods.TASKS_GET,
          McpMethods.TASKS_RESULT,
          McpMethods.TASKS_UPDATE,
          McpMethods.TASKS_CANCEL ->
          call.taskId = text(params.taskId());
      default -> {}
    }
    return call;
  }

  /** The same operation as it goes to a target under the names that it has there. */
  public McpCall to(String targetName) {
    McpCall call = new McpCall(Side.CLIENT, this, method);
    call.target = targetName;
    call.toolName = toolName;
    call.promptName = promptName;
    call.resourceUri = resourceUri;
    call.requestId = requestId;
    call.protocolVersion = protocolVersion;
    call.sessionId = sessionId;
    call.sessionKeys = sessionKeys;
    return call;
  }

  /** The JSON-RPC method. */
  public String method() {
    return method;
  }

  /** The target that it goes to; on the side SERVER only where it is one. */
  public String target() {
    return target;
  }

  public String toolName() {
    return toolName;
  }

  public String promptName() {
    return promptName;
  }

  public String resourceUri() {
    return resourceUri;
  }

  /** The task that it is about, as the client knows it; empty: none. */
  public String taskId() {
    return taskId;
  }

  /** What the id says, without quotes. */
  public String requestId() {
    return requestId;
  }

  public String protocolVersion() {
    return protocolVersion;
  }

  /** The session that it belongs to, as the client knows it; empty: none. Not to be shown. */
  public String sessionId() {
    return sessionId;
  }

  /** Keyed hash of the session id; see {@link SealingKeys#hash}. */
  public String sessionHash() {
    SealingKeys keys = sessionKeys;
    return keys == null || sessionId.isEmpty() ? "" : keys.hash(sessionId);
  }

  /** Code of the JSON-RPC error that answered it, 0 for none. */
  public int errorCode() {
    return errorCode;
  }

  /** Message of that error, cut at 256 characters: text of the target, only where it is named. */
  public String rpcErrorMessage() {
    return rpcErrorMessage;
  }

  /** The arguments as JSON, cut at 64 KiB; null: not wanted, or none. */
  public @Nullable String arguments() {
    return arguments;
  }

  /** The result as JSON, cut at 64 KiB; null: not wanted, or none. */
  public @Nullable String result() {
    return result;
  }

  /** Says whether anything names arguments and results; before they pass. */
  public void setWanted(boolean wantsArguments, boolean wantsResult) {
    argumentsWanted = wantsArguments;
    resultWanted = wantsResult;
  }

  public void setTarget(String target) {
    this.target = target;
  }

  /** What it names; empty: none. */
  public void setNames(String tool, String prompt, String resource) {
    toolName = tool;
    promptName = prompt;
    resourceUri = resource;
  }

  /** Names the tool, prompt or resource, whichever there is one of, as a target knows it. */
  public void rename(String name) {
    toolName = toolName.isEmpty() ? "" : name;
    promptName = promptName.isEmpty() ? "" : name;
    resourceUri = resourceUri.isEmpty() ? "" : name;
  }

  public void setProtocolVersion(String protocolVersion) {
    this.protocolVersion = protocolVersion;
  }

  /**
   * The session that it belongs to or began, by the client's id for it, and the keys that hash
   * this.
   */
  public void setSession(String id, SealingKeys keys) {
    sessionId = id;
    sessionKeys = keys;
  }

  /** Keeps the arguments where they are wanted. */
  public void request(McpParams params) {
    JsonValue value = argumentsWanted ? params.arguments() : null;
    if (value != null) {
      arguments = value.raw(MAX_CAPTURED_BYTES);
    }
  }

  /** Takes what an answer says: an error, a tool that failed, the result where it is wanted. */
  public void answer(JsonRpcMessage message) {
    JsonValue value = message.result();
    if (value == null) {
      failWith(message.errorCode(), message.errorMessage());
      return;
    }
    if (McpResults.isError(value)) {
      fail(TOOL_ERROR, "");
    }
    if (resultWanted) {
      result = value.raw(MAX_CAPTURED_BYTES);
    }
  }

  /** It was answered with a JSON-RPC error. */
  public void failWith(int code, String message) {
    errorCode = code;
    rpcErrorMessage = message.substring(0, Math.min(message.length(), MAX_MESSAGE));
    fail(Integer.toString(code), McpRefusal.meaning(code));
  }

  private static String text(@Nullable JsonValue value) {
    String text = value == null ? null : value.scalar();
    return text == null ? "" : text;
  }
}
