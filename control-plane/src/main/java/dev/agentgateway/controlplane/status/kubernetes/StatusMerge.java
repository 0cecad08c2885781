package dev.agentgateway.controlplane.status.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * Brings a status together with the one that is stored.
 *
 * <p>Entries of other controllers in {@code parents} and {@code ancestors} stay, since these lists
 * are atomic: who applies one applies all of it. A condition that holds the value that it has keeps
 * its {@code lastTransitionTime}, across restarts too.
 */
final class StatusMerge {

  private static final Map<String, String> LISTS =
      Map.of("parents", "parentRef", "ancestors", "ancestorRef");

  private final String controllerName;

  StatusMerge(String controllerName) {
    this.controllerName = controllerName;
  }

  /**
   * What to apply; empty where it is there already.
   *
   * @param wanted as this controller would have it
   * @param stored as it is; missing where there is none
   */
  Optional<ObjectNode> apply(ObjectNode wanted, JsonNode stored) {
    ObjectNode merged = wanted.deepCopy();
    keepTimes(merged, stored);
    merged
        .path("listeners")
        .forEach(listener -> keepTimes(listener, listenerOf(stored, listener.path("name"))));
    LISTS.forEach(
        (list, ref) -> {
          if (merged.path(list) instanceof ArrayNode own) {
            own.forEach(entry -> keepTimes(entry, ownEntry(stored.path(list), ref, entry)));
            own.addAll(foreign(stored.path(list)));
          }
        });
    return holds(merged, stored) ? Optional.empty() : Optional.of(merged);
  }

  /** The same for an object that is this controller's no more; empty where it left nothing. */
  Optional<ObjectNode> withdraw(JsonNode stored) {
    for (String list : LISTS.keySet()) {
      ArrayNode rest = foreign(stored.path(list));
      if (rest.size() != stored.path(list).size()) {
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        merged.set(list, rest);
        return Optional.of(merged);
      }
    }
    return Optional.empty();
  }

  private ArrayNode foreign(JsonNode entries) {
    ArrayNode foreign = JsonNodeFactory.instance.arrayNode();
    for (JsonNode entry : entries) {
      if (!isOwn(entry)) {
        foreign.add(entry);
      }
    }
    return foreign;
  }

  private boolean isOwn(JsonNode entry) {
    return entry.path("controllerName").asText().equals(controllerName);
  }

  private JsonNode ownEntry(JsonNode entries, String ref, JsonNode wanted) {
    for (JsonNode entry : entries) {
      if (isOwn(entry) && holds(wanted.path(ref), entry.path(ref))) {
        return entry;
      }
    }
    return JsonNodeFactory.instance.missingNode();
  }

  private static JsonNode listenerOf(JsonNode stored, JsonNode name) {
    for (JsonNode listener : stored.path("listeners")) {
      if (listener.path("name").equals(name)) {
        return listener;
      }
    }
    return JsonNodeFactory.instance.missingNode();
  }

  private static void keepTimes(JsonNode wanted, JsonNode stored) {
    for (JsonNode condition : wanted.path("conditions")) {
      JsonNode known = condition(stored.path("conditions"), condition.path("type").asText());
      if (condition instanceof ObjectNode object
          && known.path("status").equals(condition.path("status"))
          && known.has("lastTransitionTime")) {
        object.set("lastTransitionTime", known.path("lastTransitionTime"));
      }
    }
  }

  private static JsonNode condition(JsonNode conditions, String type) {
    for (JsonNode condition : conditions) {
      if (condition.path("type").asText().equals(type)) {
        return condition;
      }
    }
    return JsonNodeFactory.instance.missingNode();
  }

  /** Whether everything wanted is there; fields beside it, such as defaults, do no harm. */
  private static boolean holds(JsonNode wanted, JsonNode stored) {
    if (wanted.isObject()) {
      return stored.isObject()
          && wanted.properties().stream()
              .allMatch(
                  field ->
                      field.getKey().equals("conditions")
                          ? holdsConditions(field.getValue(), stored.path("conditions"))
                          : holds(field.getValue(), stored.path(field.getKey())));
    }
    if (wanted.isArray()) {
      if (!stored.isArray() || wanted.size() != stored.size()) {
        return wanted.isEmpty() && stored.isMissingNode();
      }
      Iterator<JsonNode> theirs = stored.iterator();
      for (JsonNode item : wanted) {
        if (!holds(item, theirs.next())) {
          return false;
        }
      }
      return true;
    }
    // Numbers of the same value may be of different classes.
    return stored.isValueNode() && wanted.asText().equals(stored.asText());
  }

  /** Conditions of other controllers may stand beside. */
  private static boolean holdsConditions(JsonNode wanted, JsonNode stored) {
    for (JsonNode condition : wanted) {
      if (!holds(condition, condition(stored, condition.path("type").asText()))) {
        return false;
      }
    }
    return true;
  }
}
