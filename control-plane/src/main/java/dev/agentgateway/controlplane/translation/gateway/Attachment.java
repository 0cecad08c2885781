package dev.agentgateway.controlplane.translation.gateway;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a route attaches to a Gateway by one of its parentRefs. */
public sealed interface Attachment {

  /** It does, on at least one listener. */
  record Attached(List<Place> places) implements Attachment {
    public Attached {
      places = List.copyOf(places);
    }
  }

  /**
   * It does not.
   *
   * @param reason of {@code Accepted=False}
   */
  record Refused(String reason, String message) implements Attachment {}

  /**
   * A listener that takes the route.
   *
   * @param hostnames what the route serves there; empty: other listeners of the port own it all, or
   *     the listener serves nothing
   */
  record Place(ListenerModel listener, List<String> hostnames) {
    public Place {
      hostnames = List.copyOf(hostnames);
    }
  }

  /**
   * Attaches an HTTPRoute.
   *
   * @param namespace the route's
   * @param labels of that namespace
   * @param hostnames the route's; empty: every host
   */
  static Attachment attach(
      GatewayModel gateway,
      ParentReference parent,
      String namespace,
      Map<String, String> labels,
      Collection<String> hostnames) {
    List<ListenerModel> named =
        gateway.listeners().stream().filter(listener -> names(parent, listener)).toList();
    if (named.isEmpty()) {
      return new Refused("NoMatchingParent", noMatch(gateway, parent));
    }
    List<ListenerModel> admitting =
        named.stream().filter(listener -> listener.admitsHttpRoute(namespace, labels)).toList();
    if (admitting.isEmpty()) {
      return new Refused("NotAllowedByListeners", notAllowed(named, namespace));
    }
    List<Place> places = new ArrayList<>();
    for (ListenerModel listener : admitting) {
      List<String> shared = Hostnames.intersect(listener.hostname(), hostnames);
      if (!shared.isEmpty()) {
        places.add(new Place(listener, served(gateway, listener, shared)));
      }
    }
    if (places.isEmpty()) {
      return new Refused("NoMatchingListenerHostname", noHostname(admitting, hostnames));
    }
    return new Attached(places);
  }

  /** What is wrong with the listener that a parentRef names; empty: there is one. */
  static Optional<String> unknownListener(GatewayModel gateway, ParentReference parent) {
    return gateway.listeners().stream().anyMatch(listener -> names(parent, listener))
        ? Optional.empty()
        : Optional.of(noMatch(gateway, parent));
  }

  private static boolean names(ParentReference parent, ListenerModel listener) {
    return (parent.getSectionName() == null || parent.getSectionName().equals(listener.name()))
        && (parent.getPort() == null || parent.getPort() == listener.port());
  }

  private static List<String> served(
      GatewayModel gateway, ListenerModel listener, List<String> shared) {
    if (!listener.serves() || !gateway.bindable()) {
      return List.of();
    }
    List<String> others =
        gateway.listeners().stream()
            .filter(other -> other.serves() && other.port() == listener.port())
            .map(ListenerModel::hostname)
            .toList();
    return Hostnames.isolate(shared, listener.hostname(), others);
  }

  private static String noMatch(GatewayModel gateway, ParentReference parent) {
    String wanted =
        (parent.getSectionName() == null ? "" : " named " + parent.getSectionName())
            + (parent.getPort() == null ? "" : " on port " + parent.getPort());
    List<String> there =
        gateway.listeners().stream().map(l -> l.name() + " on port " + l.port()).toList();
    return "Gateway "
        + gateway.id()
        + " has no listener"
        + wanted
        + " (it has: "
        + String.join(", ", there)
        + ")";
  }

  private static String notAllowed(List<ListenerModel> listeners, String namespace) {
    List<String> names = listeners.stream().map(ListenerModel::name).toList();
    boolean kind =
        listeners.stream().noneMatch(l -> l.supportedKinds().contains(ListenerCheck.HTTP_ROUTE));
    return kind
        ? "No HTTPRoute may attach to listener " + String.join(", ", names)
        : "allowedRoutes of listener "
            + String.join(", ", names)
            + " takes no HTTPRoute from namespace "
            + namespace;
  }

  private static String noHostname(List<ListenerModel> listeners, Collection<String> hostnames) {
    List<String> theirs = listeners.stream().map(ListenerModel::hostname).toList();
    return "No hostname of the route ("
        + String.join(", ", hostnames)
        + ") is served by the listeners ("
        + String.join(", ", theirs)
        + ")";
  }
}
