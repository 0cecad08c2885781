package dev.agentgateway.dataplane.protocol.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What several servers say of themselves as what one server says: the results of initialize and
 * server/discover.
 *
 * @param name of the gateway, told as the server's
 * @param version of the gateway
 */
public record ServerMerge(String name, String version) {
  private static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";
  private static final String CAPABILITIES = "capabilities";
  private static final String INSTRUCTIONS = "instructions";
  private static final String VERSION = "protocolVersion";

  /** One target's result, in the order of the configuration. */
  public record Result(String target, JsonValue value) {}

  /** The version that a target answered initialize with; empty where it said none. */
  public static String versionOf(JsonValue initializeResult) {
    JsonValue version = initializeResult.member(VERSION);
    String text = version == null ? null : version.text();
    return text == null ? "" : text;
  }

  /** The versions that a target said to support in server/discover. */
  public static List<String> versionsOf(JsonValue discoverResult) {
    List<String> versions = new ArrayList<>();
    Trees.read(discoverResult)
        .path("supportedVersions")
        .forEach(
            each -> {
              if (each.isTextual()) {
                versions.add(each.textValue());
              }
            });
    return versions;
  }

  /** The result of initialize as JSON; empty where the targets answered with no version. */
  public Optional<String> initialize(List<Result> results) {
    List<String> versions = results.stream().map(each -> versionOf(each.value)).toList();
    return McpVersions.lowest(versions)
        .map(
            lowest -> {
              List<Tree> trees = trees(results);
              ObjectNode merged = Trees.object().put(VERSION, lowest);
              merged.set(CAPABILITIES, capabilities(trees));
              merged.set("serverInfo", info());
              addInstructions(merged, trees);
              return Trees.write(merged);
            });
  }

  /** The result of server/discover as JSON; empty where the targets have no version in common. */
  public Optional<String> discover(List<Result> results) {
    List<String> common =
        McpVersions.common(results.stream().map(each -> versionsOf(each.value)).toList());
    if (common.isEmpty()) {
      return Optional.empty();
    }
    List<Tree> trees = trees(results);
    ObjectNode merged = Trees.object().put("resultType", "complete");
    ArrayNode versions = merged.putArray("supportedVersions");
    common.forEach(versions::add);
    merged.set(CAPABILITIES, capabilities(trees));
    addInstructions(merged, trees);
    Freshness.add(merged, trees.stream().map(Tree::result).toList());
    merged.putObject("_meta").set(SERVER_INFO, info());
    return Optional.of(Trees.write(merged));
  }

  /** Versions that any target said to support, for the version error; newest first. */
  public static List<String> union(List<Result> results) {
    TreeSet<String> all = new TreeSet<>();
    results.forEach(each -> all.addAll(versionsOf(each.value)));
    return List.copyOf(all.descendingSet());
  }

  private record Tree(String target, ObjectNode result) {}

  private static List<Tree> trees(List<Result> results) {
    return results.stream().map(each -> new Tree(each.target, Trees.read(each.value))).toList();
  }

  private ObjectNode info() {
    return Trees.object().put("name", name).put("version", version);
  }

  /** What any target can, the gateway can: it asks those that can. */
  private static ObjectNode capabilities(List<Tree> trees) {
    ObjectNode merged = Trees.object();
    for (Tree tree : trees) {
      if (tree.result.path(CAPABILITIES) instanceof ObjectNode capabilities) {
        merge(merged, capabilities);
      }
    }
    return merged;
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    for (Map.Entry<String, JsonNode> member : from.properties()) {
      JsonNode present = into.get(member.getKey());
      if (present instanceof ObjectNode object && member.getValue() instanceof ObjectNode other) {
        merge(object, other);
      } else if (present == null || (present.isBoolean() && !present.booleanValue())) {
        into.set(member.getKey(), member.getValue().deepCopy());
      }
    }
  }

  private static void addInstructions(ObjectNode merged, List<Tree> trees) {
    StringBuilder all = new StringBuilder();
    for (Tree tree : trees) {
      String text = tree.result.path(INSTRUCTIONS).asText("");
      if (!text.isEmpty()) {
        all.append(all.isEmpty() ? "" : "\n\n").append(tree.target).append(": ").append(text);
      }
    }
    if (!all.isEmpty()) {
      merged.put(INSTRUCTIONS, all.toString());
    }
  }
}
