package dev.agentgateway.dataplane.protocol.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lists of several servers as one: targets in the order of the configuration, each one's items in
 * its own order and named as the gateway names them. Of two items with one name the first stays.
 */
public final class ListMerge {
  private static final String NEXT = "nextCursor";
  private static final String META = "_meta";
  private static final String UI_URI = "ui/resourceUri";

  private final McpNames names;
  private final String items;
  private final String key;

  /**
   * @param method a list method; see {@link McpMethods#isList}
   */
  public ListMerge(McpNames names, String method) {
    this.names = names;
    switch (method) {
      case McpMethods.TOOLS_LIST -> {
        items = "tools";
        key = "name";
      }
      case McpMethods.PROMPTS_LIST -> {
        items = "prompts";
        key = "name";
      }
      case McpMethods.RESOURCES_LIST -> {
        items = "resources";
        key = "uri";
      }
      case McpMethods.TEMPLATES_LIST -> {
        items = "resourceTemplates";
        key = "uriTemplate";
      }
      case McpMethods.TASKS_LIST -> {
        items = "tasks";
        key = "taskId";
      }
      default -> throw new IllegalArgumentException("method: " + method + " (expected: a list)");
    }
  }

  /** The names that a target's result lists, as the target has them. */
  public static Set<String> names(JsonValue result, String method) {
    ListMerge list = new ListMerge(new McpNames(List.of(), false), method);
    Set<String> names = new HashSet<>();
    for (JsonNode item : Trees.read(result).path(list.items)) {
      names.add(item.path(list.key).asText(""));
    }
    return names;
  }

  /** The merged result as JSON. */
  public String merge(List<ServerMerge.Result> results) {
    ObjectNode merged = Trees.object();
    ArrayNode all = merged.putArray(items);
    Set<String> taken = new HashSet<>();
    Map<String, String> cursors = new LinkedHashMap<>();
    List<ObjectNode> parts = new ArrayList<>();
    for (ServerMerge.Result result : results) {
      ObjectNode part = Trees.read(result.value());
      parts.add(part);
      for (JsonNode item : part.path(items)) {
        if (item instanceof ObjectNode object
            && object.path(key).isTextual()
            && taken.add(rename(object, result.target()))) {
          all.add(object);
        }
      }
      JsonNode next = part.path(NEXT);
      if (next.isTextual()) {
        cursors.put(result.target(), next.textValue());
      }
    }
    if (!cursors.isEmpty()) {
      merged.put(NEXT, new MergedCursor(cursors).encode());
    }
    if (parts.stream().anyMatch(part -> part.has("resultType"))) {
      merged.put("resultType", "complete");
    }
    Freshness.add(merged, parts);
    return Trees.write(merged);
  }

  private String rename(ObjectNode item, String target) {
    String name = item.path(key).textValue();
    String renamed =
        switch (key) {
          case "name" -> names.name(target, name);
          case "taskId" -> names.taskId(target, name);
          default -> names.uri(target, name);
        };
    item.put(key, renamed);
    if (item.path(META) instanceof ObjectNode meta) {
      renameUri(meta, UI_URI, target);
      if (meta.path("ui") instanceof ObjectNode ui) {
        renameUri(ui, "resourceUri", target);
      }
    }
    return renamed;
  }

  /** MCP Apps: a tool names the resource that shows its result. */
  private void renameUri(ObjectNode object, String member, String target) {
    if (object.path(member).isTextual()) {
      object.put(member, names.uri(target, object.path(member).textValue()));
    }
  }
}
