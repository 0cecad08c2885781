package dev.agentgateway.controlplane.restapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.status.StatusJson;
import dev.agentgateway.controlplane.status.Statuses;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;

/** Writes objects with their status as a Kubernetes API server would. */
final class KubernetesJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private KubernetesJson() {}

  /** An object: what was written, our status, and no value of a Secret. */
  static ObjectNode object(HasMetadata object, Statuses statuses) {
    ObjectNode json = MAPPER.valueToTree(object);
    json.remove("status");
    if (json.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove("managedFields");
      // Where kubectl keeps a copy of the whole object, a Secret's values included.
      if (metadata.path("annotations") instanceof ObjectNode annotations) {
        annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
      }
    }
    for (String secret : List.of("data", "stringData")) {
      if (object.getKind().equals("Secret") && json.path(secret) instanceof ObjectNode values) {
        List<String> names = new ArrayList<>();
        values.fieldNames().forEachRemaining(names::add);
        names.forEach(name -> values.put(name, "***"));
      }
    }
    hideKeys(json.path("spec"));
    ObjectRef ref = DesiredState.refOf(object);
    statuses.of(ref).ifPresent(status -> json.set("status", StatusJson.of(status, statuses)));
    return json;
  }

  /** Credentials may be written in a policy or backend itself: the {@code key} of an auth. */
  private static void hideKeys(JsonNode node) {
    if (node.path("auth") instanceof ObjectNode auth && auth.path("key").isTextual()) {
      auth.put("key", "***");
    }
    node.forEach(KubernetesJson::hideKeys);
  }
}
