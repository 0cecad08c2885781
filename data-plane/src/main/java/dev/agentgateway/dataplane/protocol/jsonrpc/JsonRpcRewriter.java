package dev.agentgateway.dataplane.protocol.jsonrpc;

import org.jspecify.annotations.Nullable;

/**
 * A message with some of its parts replaced; everything else stays byte for byte, white space and
 * the order of members included.
 */
public final class JsonRpcRewriter {
  private static final String META = "_meta";

  private final JsonRpcMessage message;
  private final JsonEdits edits;
  private final StringBuilder newParams = new StringBuilder();
  private final StringBuilder newMeta = new StringBuilder();

  public JsonRpcRewriter(JsonRpcMessage message) {
    this.message = message;
    this.edits = new JsonEdits(message.value());
  }

  /** Whether nothing is changed. */
  public boolean isUnchanged() {
    return edits.isEmpty() && newParams.isEmpty() && newMeta.isEmpty();
  }

  /** Replaces the id, where there is one. */
  public JsonRpcRewriter id(String json) {
    JsonValue id = message.id();
    return id == null ? this : replace(id, json);
  }

  /** Replaces any value of the message. */
  public JsonRpcRewriter replace(JsonValue part, String json) {
    edits.replace(part, json);
    return this;
  }

  /** Sets a member of params, which are created where the message has none. */
  public JsonRpcRewriter param(String key, String json) {
    JsonValue params = message.params();
    set(params, params == null ? null : params.member(key), newParams, key, json);
    return this;
  }

  /** Sets a member of params._meta; both are created where they are missing. */
  public JsonRpcRewriter meta(String key, String json) {
    JsonValue meta = meta();
    set(meta, meta == null ? null : meta.member(key), newMeta, key, json);
    return this;
  }

  /** The changed message. */
  public byte[] toBytes() {
    if (!newMeta.isEmpty()) {
      JsonValue meta = meta();
      if (meta == null) {
        add(newParams, META, "{" + newMeta + "}");
      } else if (meta.isObject()) {
        edits.insertInto(meta, newMeta.toString());
      }
      newMeta.setLength(0);
    }
    if (!newParams.isEmpty()) {
      JsonValue params = message.params();
      if (params == null) {
        edits.append(message.value(), "\"params\":{" + newParams + "}");
      } else if (params.isObject()) {
        edits.insertInto(params, newParams.toString());
      }
      newParams.setLength(0);
    }
    return edits.toBytes();
  }

  private @Nullable JsonValue meta() {
    JsonValue params = message.params();
    return params == null ? null : params.member(META);
  }

  /** A parent that is no object stays as it is: the receiver refuses it. */
  private void set(
      @Nullable JsonValue parent,
      @Nullable JsonValue present,
      StringBuilder added,
      String key,
      String json) {
    if (present != null) {
      edits.replace(present, json);
    } else if (parent == null || parent.isObject()) {
      add(added, key, json);
    }
  }

  private static void add(StringBuilder members, String key, String json) {
    if (!members.isEmpty()) {
      members.append(',');
    }
    members.append(JsonText.quote(key)).append(':').append(json);
  }
}
