package dev.agentgateway.controlplane.translation;

import dev.agentgateway.controlplane.state.ObjectRef;
import java.util.List;
import java.util.Optional;

/** The status of one object, shaped as Kubernetes shapes it, without timestamps. */
public sealed interface ObjectStatus {

  /** Whose status it is. */
  ObjectRef object();

  /**
   * {@code GatewayClass.status}.
   *
   * @param supportedFeatures names, ascending
   */
  record GatewayClassStatus(
      ObjectRef object, List<Condition> conditions, List<String> supportedFeatures)
      implements ObjectStatus {
    public GatewayClassStatus {
      conditions = List.copyOf(conditions);
      supportedFeatures = List.copyOf(supportedFeatures);
    }
  }

  /** {@code Gateway.status}; listeners are in the order of the spec. */
  record GatewayStatus(
      ObjectRef object,
      List<Condition> conditions,
      List<GatewayAddress> addresses,
      List<ListenerStatus> listeners)
      implements ObjectStatus {
    public GatewayStatus {
      conditions = List.copyOf(conditions);
      addresses = List.copyOf(addresses);
      listeners = List.copyOf(listeners);
    }
  }

  /**
   * {@code status} of a route; only parents that this controller owns, in the order of the spec.
   */
  record RouteStatus(ObjectRef object, List<ParentStatus> parents) implements ObjectStatus {
    public RouteStatus {
      parents = List.copyOf(parents);
    }
  }

  /** {@code AgentgatewayPolicy.status}. */
  record PolicyStatus(ObjectRef object, List<ParentStatus> ancestors) implements ObjectStatus {
    public PolicyStatus {
      ancestors = List.copyOf(ancestors);
    }
  }

  /** {@code AgentgatewayBackend.status}. */
  record BackendStatus(ObjectRef object, List<Condition> conditions) implements ObjectStatus {
    public BackendStatus {
      conditions = List.copyOf(conditions);
    }
  }

  /** {@code ListenerSet.status}. */
  record ListenerSetStatus(ObjectRef object, List<Condition> conditions) implements ObjectStatus {
    public ListenerSetStatus {
      conditions = List.copyOf(conditions);
    }
  }

  /**
   * Where a Gateway is reached.
   *
   * @param type {@code IPAddress} or {@code Hostname}
   */
  record GatewayAddress(String type, String value) {}

  /**
   * {@code Gateway.status.listeners[]}.
   *
   * @param supportedKinds written even where it is empty
   */
  record ListenerStatus(
      String name, List<RouteKind> supportedKinds, int attachedRoutes, List<Condition> conditions) {
    public ListenerStatus {
      supportedKinds = List.copyOf(supportedKinds);
      conditions = List.copyOf(conditions);
    }
  }

  /** A kind of route. */
  record RouteKind(String group, String kind) {}

  /** {@code status.parents[]} of a route, {@code status.ancestors[]} of a policy. */
  record ParentStatus(ParentRef ref, String controllerName, List<Condition> conditions) {
    public ParentStatus {
      conditions = List.copyOf(conditions);
    }
  }

  /** A {@code parentRef} as the route has it, or an {@code ancestorRef}. */
  record ParentRef(
      String group,
      String kind,
      Optional<String> namespace,
      String name,
      Optional<String> sectionName,
      Optional<Integer> port) {}
}
