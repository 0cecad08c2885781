package dev.agentgateway.controlplane.translation;

import dev.agentgateway.controlplane.translation.ObjectStatus.BackendStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayClassStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.ListenerSetStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.ListenerStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.ParentRef;
import dev.agentgateway.controlplane.translation.ObjectStatus.ParentStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.PolicyStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.RouteStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Statuses for people to read: a message stands only where it says more than the reason. */
final class StatusView {

  private static final List<String> QUIET =
      List.of(
          "GatewayClass is accepted",
          "Gateway API v1 is supported",
          "Gateway is accepted",
          "Gateway is programmed",
          "Listener is accepted",
          "Listener is programmed",
          "Route is accepted",
          "Backend is accepted",
          "All references are resolved",
          "Policy accepted",
          "Attached to all targets");

  private StatusView() {}

  static Map<String, Object> of(ObjectStatus status) {
    Map<String, Object> view = new LinkedHashMap<>();
    switch (status) {
      case GatewayClassStatus gatewayClass -> conditions(view, gatewayClass.conditions());
      case GatewayStatus gateway -> {
        conditions(view, gateway.conditions());
        TranslationView.put(
            view,
            "addresses",
            gateway.addresses().stream().map(a -> a.type() + " " + a.value()).toList());
        gateway.listeners().forEach(l -> view.put("listener " + l.name(), listener(l)));
      }
      case RouteStatus route -> parents(view, route.parents());
      case PolicyStatus policy -> parents(view, policy.ancestors());
      case BackendStatus backend -> conditions(view, backend.conditions());
      case ListenerSetStatus set -> conditions(view, set.conditions());
    }
    return view;
  }

  private static Map<String, Object> listener(ListenerStatus listener) {
    Map<String, Object> view = new LinkedHashMap<>();
    conditions(view, listener.conditions());
    view.put("attachedRoutes", listener.attachedRoutes());
    if (listener.supportedKinds().size() != 1) {
      view.put("supportedKinds", listener.supportedKinds().stream().map(k -> k.kind()).toList());
    }
    return view;
  }

  private static void parents(Map<String, Object> view, List<ParentStatus> parents) {
    for (ParentStatus parent : parents) {
      Map<String, Object> conditions = new LinkedHashMap<>();
      conditions(conditions, parent.conditions());
      view.put(name(parent.ref()), conditions);
    }
  }

  private static String name(ParentRef ref) {
    return ref.kind()
        + " "
        + ref.namespace().map(namespace -> namespace + "/").orElse("")
        + ref.name()
        + ref.sectionName().map(section -> " section " + section).orElse("")
        + ref.port().map(port -> " port " + port).orElse("");
  }

  private static void conditions(Map<String, Object> view, List<Condition> conditions) {
    for (Condition condition : conditions) {
      boolean quiet =
          condition.status() == Condition.Status.TRUE && QUIET.contains(condition.message());
      String generation =
          condition.observedGeneration() == 0 ? "" : " @" + condition.observedGeneration();
      view.put(
          condition.type(),
          condition.status().text()
              + " "
              + condition.reason()
              + generation
              + (quiet ? "" : ": " + condition.message()));
    }
  }
}
