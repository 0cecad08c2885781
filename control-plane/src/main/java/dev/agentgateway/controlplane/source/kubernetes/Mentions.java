package dev.agentgateway.controlplane.source.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentgateway.controlplane.state.ObjectRef;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds the Secrets and ConfigMaps that an object may mean. Whatever has a name counts, whichever
 * field it is in, so that no kind of reference is forgotten; names of other things cost nothing.
 */
final class Mentions {

  private Mentions() {}

  /** References in a spec, to objects of its own namespace unless they say otherwise. */
  static Set<ObjectRef> in(JsonNode spec, String namespace) {
    Set<ObjectRef> found = new HashSet<>();
    collect(spec, namespace, found);
    return found;
  }

  private static void collect(JsonNode node, String namespace, Set<ObjectRef> found) {
    if (node.path("name").isTextual()) {
      String name = node.path("name").textValue();
      String where = node.path("namespace").asText(namespace);
      found.add(new ObjectRef("Secret", where, name));
      found.add(new ObjectRef("ConfigMap", where, name));
    }
    node.forEach(child -> collect(child, namespace, found));
  }
}
