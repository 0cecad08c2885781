package dev.agentgateway.controlplane.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.ObjectStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.BackendStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayClassStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.ListenerSetStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.ListenerStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.ParentStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.PolicyStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.RouteStatus;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;

/** Writes a status as a Kubernetes API server has it. */
public final class StatusJson {

  private StatusJson() {}

  /** The status of an object, conditions with the times since which they hold. */
  public static ObjectNode of(ObjectStatus status, Statuses statuses) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    // The placed conditions come in the order in which the status is written.
    Iterator<PlacedCondition> conditions = statuses.conditions(status.object()).iterator();
    switch (status) {
      case GatewayClassStatus gatewayClass -> {
        conditions(json, gatewayClass.conditions(), conditions);
        ArrayNode features = json.putArray("supportedFeatures");
        gatewayClass.supportedFeatures().forEach(name -> features.addObject().put("name", name));
      }
      case BackendStatus backend -> conditions(json, backend.conditions(), conditions);
      case ListenerSetStatus set -> conditions(json, set.conditions(), conditions);
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
