package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.ir.PortIr;
import dev.agentgateway.controlplane.ir.RouteIr;
import dev.agentgateway.controlplane.ir.VirtualHostIr;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.state.gatewayapi.ListenerSet;
import dev.agentgateway.controlplane.state.gatewayapi.UnservedRoute;
import dev.agentgateway.controlplane.status.Statuses;
import dev.agentgateway.controlplane.translation.ObjectStatus;
import dev.agentgateway.controlplane.view.ControlPlaneView;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gateways with their listeners, and HTTPRoutes with what they do.
 *
 * @param unserved of kinds that are not served, those that name a Gateway of ours
 */
public record RoutesModel(
    List<GatewayCard> gateways, List<RouteCard> routes, List<UnservedCard> unserved) {

  /** A Gateway. */
  public record GatewayCard(
      String name,
      String gatewayClass,
      boolean ours,
      List<ListenerRow> listeners,
      List<ConditionRow> conditions) {}

  /** A listener of a Gateway. */
  public record ListenerRow(
      String name, String protocol, String port, String hostname, String attachedRoutes) {}

  /** An HTTPRoute. */
  public record RouteCard(
      String name, boolean attached, List<RuleRow> rules, List<ConditionRow> conditions) {}

  /** A route, or a ListenerSet, of a kind that is not served. */
  public record UnservedCard(String kind, String name, List<ConditionRow> conditions) {}

  /** One match of one rule as it is in force. */
  public record RuleRow(String gateway, String host, String match, String action) {}

  static RoutesModel of(ControlPlaneView view) {
    Statuses statuses = view.statuses().get();
    List<GatewayIr> gateways = view.translation().get().gateways();
    return new RoutesModel(
        view.source().get().state().gateways().stream().map(g -> gateway(g, statuses)).toList(),
        view.source().get().state().httpRoutes().stream()
            .map(route -> route(route, gateways, statuses))
            .toList(),
        unserved(view.source().get().state(), statuses));
  }

  private static List<UnservedCard> unserved(DesiredState state, Statuses statuses) {
    List<HasMetadata> objects = new ArrayList<>();
    UnservedRoute.kinds().forEach(kind -> objects.addAll(state.all(kind)));
    objects.addAll(state.all(ListenerSet.class));
    return objects.stream()
        .map(DesiredState::refOf)
        .filter(ref -> statuses.of(ref).isPresent())
        .map(
            ref ->
                new UnservedCard(
                    ref.kind(), ref.namespace() + "/" + ref.name(), ConditionRow.of(ref, statuses)))
        .toList();
  }

  private static GatewayCard gateway(Gateway gateway, Statuses statuses) {
    ObjectRef ref =
        new ObjectRef(
            "Gateway", gateway.getMetadata().getNamespace(), gateway.getMetadata().getName());
    Optional<ObjectStatus.GatewayStatus> status =
        statuses
            .of(ref)
            .filter(ObjectStatus.GatewayStatus.class::isInstance)
            .map(ObjectStatus.GatewayStatus.class::cast);
    List<ListenerRow> listeners = new ArrayList<>();
    for (Listener listener : gateway.getSpec().getListeners()) {
      String routes =
          status.stream()
              .flatMap(known -> known.listeners().stream())
              .filter(known -> known.name().equals(listener.getName()))
              .map(known -> String.valueOf(known.attachedRoutes()))
              .findFirst()
              .orElse("–");
      String hostname = listener.getHostname();
      listeners.add(
          new ListenerRow(
              listener.getName(),
              String.valueOf(listener.getProtocol()),
              String.valueOf(listener.getPort()),
              hostname == null ? "every host" : hostname,
              routes));
    }
    return new GatewayCard(
        ref.namespace() + "/" + ref.name(),
        String.valueOf(gateway.getSpec().getGatewayClassName()),
        status.isPresent(),
        listeners,
        ConditionRow.of(ref, statuses));
  }

  private static RouteCard route(HTTPRoute route, List<GatewayIr> gateways, Statuses statuses) {
    ObjectRef ref =
        new ObjectRef(
            "HTTPRoute", route.getMetadata().getNamespace(), route.getMetadata().getName());
    Set<RuleRow> rules = new LinkedHashSet<>();
    for (GatewayIr gateway : gateways) {
      for (PortIr port : gateway.ports()) {
        for (VirtualHostIr host : port.virtualHosts()) {
          if (host.route().filter(name -> isOf(name, ref)).isPresent()) {
            host.routes().forEach(rule -> rules.add(rule(gateway, port, host, rule)));
          }
        }
      }
    }
    return new RouteCard(
        ref.namespace() + "/" + ref.name(),
        !rules.isEmpty(),
        List.copyOf(rules),
        ConditionRow.of(ref, statuses));
  }

  private static boolean isOf(VirtualHostIr.RouteRef name, ObjectRef ref) {
    return name.namespace().equals(ref.namespace()) && name.name().equals(ref.name());
  }

  private static RuleRow rule(GatewayIr gateway, PortIr port, VirtualHostIr host, RouteIr rule) {
    return new RuleRow(
        gateway.name() + ":" + port.port(),
        host.hostname().equals("*") ? "every host" : host.hostname(),
        RouteWords.match(rule.match()),
        RouteWords.action(rule, gateway.id() + "/"));
  }
}
