package dev.agentgateway.controlplane.translation.route;

import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.state.gatewayapi.ListenerSet;
import dev.agentgateway.controlplane.state.gatewayapi.UnservedRoute;
import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.Conditions;
import dev.agentgateway.controlplane.translation.ObjectStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.ListenerSetStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.ParentStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.RouteStatus;
import dev.agentgateway.controlplane.translation.gateway.Attachment;
import dev.agentgateway.controlplane.translation.gateway.GatewayModel;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the authors of routes and listeners are told that no Gateway serves. */
public final class UnservedKinds {

  private static final String LISTENER_SETS = "ListenerSets are not supported";

  private final String controllerName;
  private final Map<String, GatewayModel> gateways;

  /** Gateways of ours that ListenerSets name, by NAMESPACE/NAME of the set. */
  private final Map<String, GatewayModel> gatewaysOfSets = new HashMap<>();

  private final List<ObjectStatus> statuses = new ArrayList<>();

  /**
   * @param gateways ours, by NAMESPACE/NAME
   */
  public UnservedKinds(
      DesiredState state, String controllerName, Map<String, GatewayModel> gateways) {
    this.controllerName = controllerName;
    this.gateways = gateways;
    state.all(ListenerSet.class).forEach(this::listenerSet);
    for (Class<? extends UnservedRoute> kind : UnservedRoute.kinds()) {
      state.all(kind).forEach(this::route);
    }
  }

  /** Statuses of those that name a Gateway of ours. */
  public List<ObjectStatus> statuses() {
    return statuses;
  }

  /**
   * What a route is told about a parent.
   *
   * @param namespace the route's
   * @return empty where the parent is no ListenerSet of a Gateway of ours
   */
  Optional<ParentStatus> ofListenerSet(
      ParentReference ref, String namespace, Conditions conditions) {
    if (!ParentRefs.isListenerSet(ref)
        || !gatewaysOfSets.containsKey(ParentRefs.id(ref, namespace))) {
      return Optional.empty();
    }
    String message =
        "ListenerSet " + ParentRefs.id(ref, namespace) + " is not accepted: " + LISTENER_SETS;
    return Optional.of(told(ref, conditions.fails("Accepted", "NotAllowedByListeners", message)));
  }

  private void listenerSet(ListenerSet set) {
    String namespace = set.getMetadata().getNamespace();
    ParentReference parent = set.parentRef().filter(ParentRefs::isGateway).orElse(null);
    GatewayModel gateway = parent == null ? null : gateways.get(ParentRefs.id(parent, namespace));
    if (gateway == null) {
      return;
    }
    ObjectRef object = DesiredState.refOf(set);
    gatewaysOfSets.put(object.namespace() + "/" + object.name(), gateway);
    Conditions conditions = Conditions.about(set);
    String message = LISTENER_SETS + ": its listeners are not served by Gateway " + gateway.id();
    statuses.add(
        new ListenerSetStatus(
            object,
            List.of(
                conditions.fails("Accepted", "NotAllowed", message),
                conditions.fails("Programmed", "NotAllowed", message))));
  }

  private void route(UnservedRoute route) {
    ObjectRef object = DesiredState.refOf(route);
    Conditions conditions = Conditions.about(route);
    List<ParentStatus> parents = new ArrayList<>();
    for (ParentReference ref : route.parentRefs()) {
      GatewayModel gateway =
          ParentRefs.isGateway(ref) ? gateways.get(ParentRefs.id(ref, object.namespace())) : null;
      if (gateway == null) {
        ofListenerSet(ref, object.namespace(), conditions).ifPresent(parents::add);
      } else {
        Condition refused =
            Attachment.unknownListener(gateway, ref)
                .map(why -> conditions.fails("Accepted", "NoMatchingParent", why))
                .orElseGet(
                    () ->
                        conditions.fails(
                            "Accepted",
                            "NotAllowedByListeners",
                            object.kind()
                                + " is not supported: no listener of Gateway "
                                + gateway.id()
                                + " takes it (expected: HTTPRoute)"));
        parents.add(told(ref, refused));
      }
    }
    if (!parents.isEmpty()) {
      statuses.add(new RouteStatus(object, parents));
    }
  }

  private ParentStatus told(ParentReference ref, Condition condition) {
    return new ParentStatus(ParentRefs.verbatim(ref), controllerName, List.of(condition));
  }
}
