package dev.agentgateway.dataplane.protocol.mcp;

import dev.agentgateway.dataplane.protocol.jsonrpc.JsonKeys;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonMembers;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway reads of a message's params and their {@code _meta}. Nothing is decoded before
 * it is asked for.
 */
public final class McpParams {
  private static final String RESERVED = "io.modelcontextprotocol/";
  private static final JsonKeys KEYS =
      new JsonKeys(
          "_meta",
          "name",
          "uri",
          "cursor",
          "requestId",
          "progressToken",
          "arguments",
          "ref",
          "taskId",
          "protocolVersion",
          "capabilities",
          "clientInfo");
  private static final JsonKeys META_KEYS =
      new JsonKeys(
          "progressToken",
          "traceparent",
          "tracestate",
          "baggage",
          RESERVED + "protocolVersion",
          RESERVED + "clientCapabilities",
          RESERVED + "clientInfo",
          RESERVED + "subscriptionId",
          RESERVED + "related-task");
  private static final McpParams NONE = new McpParams(null, null);

  private final @Nullable JsonMembers params;
  private final @Nullable JsonMembers meta;

  private McpParams(@Nullable JsonMembers params, @Nullable JsonMembers meta) {
    this.params = params;
    this.meta = meta;
  }

  /** Of a request or notification; without params, or with params that are no object: nothing. */
  public static McpParams of(JsonRpcMessage message) {
    JsonValue value = message.params();
    if (value == null || !value.isObject()) {
      return NONE;
    }
    JsonMembers params = JsonMembers.of(value, KEYS);
    JsonValue meta = params.get(0);
    return new McpParams(
        params, meta == null || !meta.isObject() ? null : JsonMembers.of(meta, META_KEYS));
  }

  /** Whether something that is read here stands there twice, so that the server may differ. */
  public boolean isAmbiguous() {
    return (params != null && params.isRepeated()) || (meta != null && meta.isRepeated());
  }

  /** Name of a tool or prompt. */
  public @Nullable JsonValue name() {
    return param(1);
  }

  /** URI of a resource. */
  public @Nullable JsonValue uri() {
    return param(2);
  }

  /** Where a list goes on. */
  public @Nullable JsonValue cursor() {
    return param(3);
  }

  /** The request that is cancelled. */
  public @Nullable JsonValue requestId() {
    return param(4);
  }

  /** The token that a progress notification belongs to. */
  public @Nullable JsonValue progressToken() {
    return param(5);
  }

  /** Arguments of a tool or prompt. */
  public @Nullable JsonValue arguments() {
    return param(6);
  }

  /** What a completion is for: a prompt by name or a resource template by URI. */
  public @Nullable JsonValue ref() {
    return param(7);
  }

  /** Id of a task. */
  public @Nullable JsonValue taskId() {
    return param(8);
  }

  /** The version that initialize asks for. */
  public @Nullable JsonValue initializeVersion() {
    return param(9);
  }

  /** What the client can, in initialize. */
  public @Nullable JsonValue capabilities() {
    return param(10);
  }

  /** The token by which the asker wants to hear of progress. */
  public @Nullable JsonValue metaProgressToken() {
    return meta(0);
  }

  /** W3C context: SEP-414. */
  public @Nullable String traceparent() {
    return text(meta(1));
  }

  /** W3C context: SEP-414. */
  public @Nullable String tracestate() {
    return text(meta(2));
  }

  /** W3C baggage: SEP-414. */
  public @Nullable String baggage() {
    return text(meta(3));
  }

  /** The version that a request without session speaks. */
  public @Nullable String metaVersion() {
    return text(meta(4));
  }

  /** What the client of a request without session can. */
  public @Nullable JsonValue metaCapabilities() {
    return meta(5);
  }

  /** Name and version of the client, said in {@code _meta} or in initialize. */
  public @Nullable JsonValue clientInfo() {
    JsonValue told = meta(6);
    return told == null ? param(11) : told;
  }

  /** The subscription that a notification belongs to: id of the request that opened it. */
  public @Nullable JsonValue subscriptionId() {
    return meta(7);
  }

  /** The task that a message belongs to. */
  public @Nullable JsonValue relatedTask() {
    return meta(8);
  }

  private @Nullable JsonValue param(int key) {
    return params == null ? null : params.get(key);
  }

  private @Nullable JsonValue meta(int key) {
    return meta == null ? null : meta.get(key);
  }

  private static @Nullable String text(@Nullable JsonValue value) {
    return value == null ? null : value.text();
  }
}
