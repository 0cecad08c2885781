package dev.agentgateway.controlplane.translation.route;

import dev.agentgateway.controlplane.ir.RouteIr;
import dev.agentgateway.controlplane.ir.VirtualHostIr;
import dev.agentgateway.controlplane.ir.VirtualHostIr.RouteRef;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.Conditions;
import dev.agentgateway.controlplane.translation.ObjectStatus.ParentStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.RouteStatus;
import dev.agentgateway.controlplane.translation.Problem;
import dev.agentgateway.controlplane.translation.backend.Backends;
import dev.agentgateway.controlplane.translation.gateway.Attachment;
import dev.agentgateway.controlplane.translation.gateway.GatewayModel;
import dev.agentgateway.controlplane.translation.gateway.ListenerModel;
import dev.agentgateway.controlplane.translation.policy.CallPolicies;
import dev.agentgateway.controlplane.translation.policy.Guards;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Translates HTTPRoutes, each for itself, against the same surroundings. */
public final class HttpRoutes {

  private final String controllerName;
  private final Map<String, GatewayModel> gateways;
  private final Function<String, Map<String, String>> namespaceLabels;
  private final Predicate<ObjectRef> exists;
  private final Backends backends;
  private final Guards guards;
  private final UnservedKinds unserved;
  private final CallPolicies calls;

  /**
   * @param gateways ours, by NAMESPACE/NAME
   * @param namespaceLabels labels of a namespace
   * @param exists whether an object is there, ours or not
   */
  public HttpRoutes(
      String controllerName,
      Map<String, GatewayModel> gateways,
      Function<String, Map<String, String>> namespaceLabels,
      Predicate<ObjectRef> exists,
      Backends backends,
      Guards guards,
      UnservedKinds unserved,
      CallPolicies calls) {
    this.controllerName = controllerName;
    this.gateways = gateways;
    this.namespaceLabels = namespaceLabels;
    this.exists = exists;
    this.backends = backends;
    this.guards = guards;
    this.unserved = unserved;
    this.calls = calls;
  }

  /** Translates one. */
  public RouteOutcome translate(HTTPRoute route) {
    return new Attempt(route).outcome();
  }

  /** The translation of one route. */
  private final class Attempt {

    private final HTTPRoute route;
    private final String namespace;
    private final RouteRef name;
    private final Conditions conditions;
    private final Map<String, RouteRules> rulesByGateway = new HashMap<>();
    private final Map<String, RouteOutcome.Placement> placements = new LinkedHashMap<>();
    private final List<ParentStatus> parents = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    Attempt(HTTPRoute route) {
      this.route = route;
      this.namespace = route.getMetadata().getNamespace();
      this.name = new RouteRef(namespace, route.getMetadata().getName());
      this.conditions = Conditions.about(route);
    }

    RouteOutcome outcome() {
      List<ParentReference> refs = route.getSpec().getParentRefs();
      for (ParentReference ref : refs == null ? List.<ParentReference>of() : refs) {
        unserved.ofListenerSet(ref, namespace, conditions).ifPresent(parents::add);
        if (ParentRefs.isGateway(ref)) {
          String id = ParentRefs.id(ref, namespace);
          GatewayModel gateway = gateways.get(id);
          if (gateway != null) {
            parent(ref, gateway);
          } else if (!exists.test(gatewayRef(id))) {
            problems.add(
                new Problem(
                    new ObjectRef("HTTPRoute", namespace, name.name()),
                    Problem.Severity.ERROR,
                    "NoMatchingParent",
                    "parentRefs: Gateway " + id + " not found"));
          }
        }
      }
      return new RouteOutcome(
          new RouteStatus(new ObjectRef("HTTPRoute", namespace, name.name()), parents),
          problems,
          List.copyOf(placements.values()));
    }

    private void parent(ParentReference ref, GatewayModel gateway) {
      RouteRules rules =
          rulesByGateway.computeIfAbsent(
              gateway.id(), id -> new RuleTranslator(route, id, backends).translate());
      Attachment attachment =
          Attachment.attach(gateway, ref, namespace, namespaceLabels.apply(namespace), hostnames());
      Condition accepted =
          switch (attachment) {
            case Attachment.Refused(String reason, String message) ->
                conditions.fails("Accepted", reason, message);
            case Attachment.Attached(List<Attachment.Place> places) -> {
              boolean counted = rules.notAccepted().isEmpty();
              Set<String> refusals = new TreeSet<>();
              places.forEach(place -> place(gateway, place, rules, counted, refusals));
              yield counted
                  ? conditions.holds("Accepted", "Accepted", accepted(refusals))
                  : failed("Accepted", rules.notAccepted());
            }
          };
      Condition resolved =
          rules.unresolved().isEmpty()
              ? conditions.holds("ResolvedRefs", "ResolvedRefs", "All references are resolved")
              : failed("ResolvedRefs", rules.unresolved());
      parents.add(
          new ParentStatus(ParentRefs.verbatim(ref), controllerName, List.of(accepted, resolved)));
    }

    private void place(
        GatewayModel gateway,
        Attachment.Place place,
        RouteRules rules,
        boolean counted,
        Set<String> refusals) {
      ListenerModel listener = place.listener();
      List<RouteIr> routes =
          guarded(gateway, listener, rules.routes(), refusals).stream()
              .map(each -> calls.covered(gateway.metadata(), listener, route.getMetadata(), each))
              .toList();
      placements.computeIfAbsent(
          gateway.id() + "/" + listener.name(),
          key ->
              new RouteOutcome.Placement(
                  gateway.id(),
                  listener.name(),
                  listener.port(),
                  counted,
                  place.hostnames().stream()
                      .sorted()
                      .map(h -> new VirtualHostIr(listener.name(), Optional.of(name), h, routes))
                      .toList(),
                  place.hostnames().isEmpty() ? List.of() : rules.targets(),
                  rules.references()));
    }

    private List<RouteIr> guarded(
        GatewayModel gateway, ListenerModel listener, List<RouteIr> routes, Set<String> refusals) {
      if (guards.isEmpty()) {
        return routes;
      }
      return routes.stream()
          .map(
              each ->
                  guards
                      .refusal(gateway.metadata(), listener, route.getMetadata(), each.rule())
                      .map(why -> refused(listener, each, why, refusals))
                      .orElse(each))
          .toList();
    }

    private static RouteIr refused(
        ListenerModel listener, RouteIr route, String why, Set<String> refusals) {
      refusals.add(
          "rule " + route.rule() + " answers 500 on listener " + listener.name() + ": " + why);
      return RuleTranslator.replyingInstead(route, why);
    }

    private static String accepted(Set<String> refusals) {
      return refusals.isEmpty()
          ? "Route is accepted"
          : "Route is accepted; " + String.join("; ", refusals);
    }

    private Condition failed(String type, List<Finding> findings) {
      return conditions.fails(
          type,
          findings.getFirst().reason(),
          findings.stream().map(Finding::message).distinct().collect(Collectors.joining("; ")));
    }

    private List<String> hostnames() {
      return Objects.requireNonNullElse(route.getSpec().getHostnames(), List.of());
    }
  }

  private static ObjectRef gatewayRef(String id) {
    int slash = id.indexOf('/');
    return new ObjectRef("Gateway", id.substring(0, slash), id.substring(slash + 1));
  }
}
