package dev.agentgateway.dataplane.protocol.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import java.util.List;
import java.util.Map;

/**
 * What a client wants to hear of, and what servers agreed to tell: {@code params.notifications}.
 */
public final class Subscriptions {
  private static final String RESOURCES = "resourceSubscriptions";
  private static final String TASKS = "taskIds";

  private Subscriptions() {}

  /** One target's share of what the client wants, under its own names, as JSON. */
  public static String share(JsonValue wanted, McpNames names, String target) {
    ObjectNode share = Trees.read(wanted);
    if (names.isPrefixed()) {
      keep(share, RESOURCES, names, target);
      keep(share, TASKS, names, target);
    }
    return Trees.write(share);
  }

  /** What any target agreed to tell, under the gateway's names, as JSON. */
  public static String agreed(List<ServerMerge.Result> agreements, McpNames names) {
    ObjectNode merged = Trees.object();
    for (ServerMerge.Result agreement : agreements) {
      for (Map.Entry<String, JsonNode> member : Trees.read(agreement.value()).properties()) {
        add(merged, member.getKey(), member.getValue(), names, agreement.target());
      }
    }
    return Trees.write(merged);
  }

  private static void keep(ObjectNode share, String key, McpNames names, String target) {
    if (!(share.path(key) instanceof ArrayNode all)) {
      return;
    }
    ArrayNode own = share.putArray(key);
    for (JsonNode each : all) {
      String text = each.asText("");
      McpNames.Named named = key.equals(TASKS) ? names.taskIdOf(text) : names.uriOf(text);
      if (named != null && named.target().equals(target)) {
        own.add(named.name());
      }
    }
  }

  private static void add(
      ObjectNode merged, String key, JsonNode value, McpNames names, String target) {
    if (value instanceof ArrayNode items) {
      ArrayNode all = merged.path(key) instanceof ArrayNode known ? known : merged.putArray(key);
      for (JsonNode each : items) {
        String text = each.asText("");
        all.add(key.equals(TASKS) ? names.taskId(target, text) : names.uri(target, text));
      }
    } else if (!merged.path(key).asBoolean(false)) {
      merged.set(key, value);
    }
  }
}
