package dev.agentgateway.controlplane.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Lays a patch over an object as {@code kubectl patch} does: objects field by field, lists of named
 * things item by item, other lists as a whole; null takes a field away.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/">Strategic
 *     merge patch</a>
 */
final class StrategicMerge {

  private static final String DIRECTIVE = "$patch";
  private static final String RETAIN_KEYS = "$retainKeys";
  private static final String DELETE_VALUES = "$deleteFromPrimitiveList/";

  /** By which field items of a list are told apart, by the list's name. */
  private static final Map<String, List<String>> KEYS =
      Map.ofEntries(
          Map.entry("containers", List.of("name")),
          Map.entry("initContainers", List.of("name")),
          Map.entry("env", List.of("name")),
          Map.entry("volumes", List.of("name")),
          Map.entry("volumeMounts", List.of("mountPath")),
          Map.entry("imagePullSecrets", List.of("name")),
          Map.entry("hostAliases", List.of("ip")),
          Map.entry("topologySpreadConstraints", List.of("topologyKey", "whenUnsatisfiable")),
          Map.entry("ports", List.of("containerPort", "port")));

  private StrategicMerge() {}

  /** Changes {@code base}. */
  static void apply(ObjectNode base, JsonNode patch) {
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (name.startsWith("$")) {
        directive(base, name, value);
        continue;
      }
      if (value.isNull() || value.path(DIRECTIVE).asText().equals("delete")) {
        base.remove(name);
      } else if (value instanceof ObjectNode object) {
        field(base, name, object);
      } else if (value instanceof ArrayNode items
          && base.path(name) instanceof ArrayNode known
          && KEYS.containsKey(name)) {
        items(known, items, KEYS.get(name));
      } else {
        base.set(name, value.deepCopy());
      }
    }
  }

  /** {@code $patch} is looked at where the value stands; the order of lists is kept as it is. */
  private static void directive(ObjectNode base, String name, JsonNode value) {
    if (name.equals(RETAIN_KEYS)) {
      List<String> kept = new ArrayList<>();
      value.forEach(key -> kept.add(key.asText()));
      base.retain(kept);
    } else if (name.startsWith(DELETE_VALUES)
        && base.path(name.substring(DELETE_VALUES.length())) instanceof ArrayNode values) {
      for (Iterator<JsonNode> each = values.elements(); each.hasNext(); ) {
        if (contains(value, each.next())) {
          each.remove();
        }
      }
    }
  }

  private static boolean contains(JsonNode values, JsonNode wanted) {
    for (JsonNode value : values) {
      if (value.equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  private static void field(ObjectNode base, String name, ObjectNode patch) {
    boolean replaces = patch.path(DIRECTIVE).asText().equals("replace");
    ObjectNode target =
        !replaces && base.path(name) instanceof ObjectNode known ? known : base.putObject(name);
    apply(target, patch);
  }

  private static void items(ArrayNode base, ArrayNode patch, List<String> keys) {
    for (JsonNode item : patch) {
      if (item.path(DIRECTIVE).asText().equals("replace")) {
        base.removeAll();
      }
    }
    for (JsonNode item : patch) {
      if (item.path(DIRECTIVE).asText().equals("replace") && item.size() == 1) {
        continue;
      }
      int index = indexOf(base, item, keys);
      boolean deletes = item.path(DIRECTIVE).asText().equals("delete");
      if (index < 0 && !deletes) {
        base.add(item.deepCopy());
      } else if (index >= 0 && deletes) {
        base.remove(index);
      } else if (base.path(index) instanceof ObjectNode object) {
        apply(object, item);
      }
    }
  }

  private static int indexOf(ArrayNode items, JsonNode wanted, List<String> keys) {
    for (int i = 0; i < items.size(); i++) {
      JsonNode item = items.get(i);
      if (keys.stream().anyMatch(wanted::has)
          && keys.stream()
              .allMatch(key -> item.path(key).asText().equals(wanted.path(key).asText()))) {
        return i;
      }
    }
    return -1;
  }
}
