package dev.agentgateway.controlplane.restapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.status.PlacedCondition;
import dev.agentgateway.controlplane.status.Statuses;
import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.ObjectStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.BackendStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayClassStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.ListenerStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.ParentStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.PolicyStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.RouteStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
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
    statuses.of(ref).ifPresent(status -> json.set("status", status(status, statuses)));
    return json;
  }

  /** Credentials may be written in a policy or backend itself: the {@code key} of an auth. */
  private static void hideKeys(JsonNode node) {
    if (node.path("auth") instanceof ObjectNode auth && auth.path("key").isTextual()) {
      auth.put("key", "***");
    }
    node.forEach(KubernetesJson::hideKeys);
  }

  private static ObjectNode status(ObjectStatus status, Statuses statuses) {
    ObjectNode json = MAPPER.createObjectNode();
    // The placed conditions come in the order in which the status is written.
    Iterator<PlacedCondition> conditions = statuses.conditions(status.object()).iterator();
    switch (status) {
      case GatewayClassStatus gatewayClass -> {
        conditions(json, gatewayClass.conditions(), conditions);
        ArrayNode features = json.putArray("supportedFeatures");
        gatewayClass.supportedFeatures().forEach(name -> features.addObject().put("name", name));
      }
      case BackendStatus backend -> conditions(json, backend.conditions(), conditions);
      case GatewayStatus gateway -> gateway(json, gateway, conditions);
      case RouteStatus route ->
          parents(json.putArray("parents"), "parentRef", route.parents(), conditions);
      case PolicyStatus policy ->
          parents(json.putArray("ancestors"), "ancestorRef", policy.ancestors(), conditions);
    }
    return json;
  }

  private static void gateway(
      ObjectNode json, GatewayStatus gateway, Iterator<PlacedCondition> conditions) {
    conditions(json, gateway.conditions(), conditions);
    ArrayNode addresses = json.putArray("addresses");
    gateway
        .addresses()
        .forEach(
            address ->
                addresses.addObject().put("type", address.type()).put("value", address.value()));
    ArrayNode listeners = json.putArray("listeners");
    for (ListenerStatus listener : gateway.listeners()) {
      ObjectNode entry = listeners.addObject().put("name", listener.name());
      entry.put("attachedRoutes", listener.attachedRoutes());
      ArrayNode kinds = entry.putArray("supportedKinds");
      listener
          .supportedKinds()
          .forEach(kind -> kinds.addObject().put("group", kind.group()).put("kind", kind.kind()));
      conditions(entry, listener.conditions(), conditions);
    }
  }

  private static void parents(
      ArrayNode into, String name, List<ParentStatus> parents, Iterator<PlacedCondition> times) {
    for (ParentStatus parent : parents) {
      ObjectNode entry = into.addObject();
      ObjectNode ref = entry.putObject(name);
      ref.put("group", parent.ref().group()).put("kind", parent.ref().kind());
      parent.ref().namespace().ifPresent(namespace -> ref.put("namespace", namespace));
      ref.put("name", parent.ref().name());
      parent.ref().sectionName().ifPresent(section -> ref.put("sectionName", section));
      parent.ref().port().ifPresent(port -> ref.put("port", port));
      entry.put("controllerName", parent.controllerName());
      conditions(entry, parent.conditions(), times);
    }
  }

  private static void conditions(
      ObjectNode into, List<Condition> conditions, Iterator<PlacedCondition> times) {
    ArrayNode array = into.putArray("conditions");
    for (Condition condition : conditions) {
      array
          .addObject()
          .put("type", condition.type())
          .put("status", condition.status().text())
          .put("reason", condition.reason())
          .put("message", condition.message())
          .put("observedGeneration", condition.observedGeneration())
          .put(
              "lastTransitionTime",
              times.next().since().truncatedTo(ChronoUnit.SECONDS).toString());
    }
  }
}
