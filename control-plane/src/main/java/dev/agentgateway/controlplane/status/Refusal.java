package dev.agentgateway.controlplane.status;

import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.ObjectStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.BackendStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayClassStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.ListenerSetStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.ParentStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.PolicyStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.RouteStatus;
import dev.agentgateway.controlplane.translation.ResourceType;
import dev.agentgateway.controlplane.translation.Translation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an object's author reads about a refusal.
 *
 * @param gateway NAMESPACE/NAME of the Gateway whose resource was refused
 * @param text who refused what and why
 */
record Refusal(String gateway, String text) implements Comparable<Refusal> {

  static final String CONDITION = "Programmed";

  private static final Comparator<Refusal> ORDER =
      Comparator.comparing(Refusal::gateway).thenComparing(Refusal::text);

  @Override
  public int compareTo(Refusal other) {
    return ORDER.compare(this, other);
  }

  /** Refusals by the object whose status should tell of them. */
  static Map<ObjectRef, TreeSet<Refusal>> byObject(
      Collection<Nack> nacks, Translation translation) {
    Map<ObjectRef, TreeSet<Refusal>> result = new HashMap<>();
    for (Nack nack : nacks) {
      Refusal refusal =
          new Refusal(
              gatewayOf(nack.name()),
              "proxy %s refused %s %s and keeps its last good version: %s"
                  .formatted(nack.proxy(), word(nack.type()), nack.name(), nack.reason()));
      for (ObjectRef object : blamed(nack, translation)) {
        result.computeIfAbsent(object, _ -> new TreeSet<>()).add(refusal);
      }
    }
    return result;
  }

  /**
   * The objects to tell, out of all that a resource comes from: for a listener the Gateway and its
   * policies, for a route or backend what is nearest to it, never a Gateway that merely holds it.
   */
  private static List<ObjectRef> blamed(Nack nack, Translation translation) {
    List<ObjectRef> withStatus =
        translation.causes(nack.type(), nack.name()).stream()
            .filter(object -> translation.status(object).isPresent())
            .toList();
    return switch (nack.type()) {
      case LISTENER -> withStatus;
      case ROUTE_CONFIGURATION, VIRTUAL_HOST -> withStatus.stream().limit(1).toList();
      case CLUSTER, ENDPOINTS, SECRET ->
          withStatus.stream().filter(object -> !object.kind().equals("Gateway")).toList();
    };
  }

  private static String word(ResourceType type) {
    return switch (type) {
      case LISTENER -> "Listener";
      case ROUTE_CONFIGURATION -> "RouteConfiguration";
      case VIRTUAL_HOST -> "VirtualHost";
      case CLUSTER -> "Cluster";
      case ENDPOINTS -> "ClusterLoadAssignment";
      case SECRET -> "Secret";
    };
  }

  /** {@code NAMESPACE/NAME} at the start of a resource name. */
  private static String gatewayOf(String resource) {
    String[] parts = resource.split("[/:]", 3);
    return parts.length < 2 ? resource : parts[0] + "/" + parts[1];
  }

  /** The status with the refusals in it. */
  static ObjectStatus into(ObjectStatus status, SortedSet<Refusal> refusals) {
    return switch (status) {
      case GatewayClassStatus untouched -> untouched;
      case ListenerSetStatus untouched -> untouched;
      case GatewayStatus gateway ->
          new GatewayStatus(
              gateway.object(),
              programmedFalse(gateway.conditions(), refusals),
              gateway.addresses(),
              gateway.listeners());
      case RouteStatus route ->
          new RouteStatus(route.object(), parents(route.parents(), route.object(), refusals));
      case PolicyStatus policy ->
          new PolicyStatus(policy.object(), parents(policy.ancestors(), policy.object(), refusals));
      case BackendStatus backend ->
          new BackendStatus(backend.object(), programmedFalse(backend.conditions(), refusals));
    };
  }

  private static List<ParentStatus> parents(
      List<ParentStatus> parents, ObjectRef object, SortedSet<Refusal> refusals) {
    return parents.stream()
        .map(
            parent -> {
              String gateway =
                  parent.ref().namespace().orElse(object.namespace()) + "/" + parent.ref().name();
              SortedSet<Refusal> own =
                  refusals.stream()
                      .filter(refusal -> refusal.gateway().equals(gateway))
                      .collect(Collectors.toCollection(TreeSet::new));
              return own.isEmpty()
                  ? parent
                  : new ParentStatus(
                      parent.ref(),
                      parent.controllerName(),
                      programmedFalse(parent.conditions(), own));
            })
        .toList();
  }

  private static List<Condition> programmedFalse(
      List<Condition> conditions, SortedSet<Refusal> refusals) {
    long generation = conditions.stream().mapToLong(Condition::observedGeneration).max().orElse(0);
    List<Condition> result = new ArrayList<>();
    for (Condition condition : conditions) {
      if (!condition.type().equals(CONDITION)) {
        result.add(condition);
      }
    }
    String message = refusals.stream().map(Refusal::text).collect(Collectors.joining("\n"));
    result.add(
        new Condition(
            CONDITION, Condition.Status.FALSE, StatusStore.REJECTED_BY_PROXY, message, generation));
    return result;
  }
}
