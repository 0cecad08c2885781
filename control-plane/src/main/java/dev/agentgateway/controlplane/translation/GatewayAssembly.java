package dev.agentgateway.controlplane.translation;

import dev.agentgateway.controlplane.ir.ActionIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr;
import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.ir.HeaderMutationIr;
import dev.agentgateway.controlplane.ir.MatchIr;
import dev.agentgateway.controlplane.ir.PortIr;
import dev.agentgateway.controlplane.ir.RouteIr;
import dev.agentgateway.controlplane.ir.VirtualHostIr;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.translation.gateway.GatewayModel;
import dev.agentgateway.controlplane.translation.gateway.ListenerModel;
import dev.agentgateway.controlplane.translation.policy.GatewayFrontend;
import dev.agentgateway.controlplane.translation.route.RouteOutcome.Placement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Puts together what one Gateway does. */
final class GatewayAssembly {

  /** Takes what no route of a listener takes; sorts last because its key is empty. */
  private static final RouteIr NOT_FOUND =
      new RouteIr(
          "0/0",
          "",
          "",
          "",
          new MatchIr(new MatchIr.PathIr.Prefix("/"), Optional.empty(), List.of(), List.of()),
          new ActionIr.Reply(404, "no route"),
          HeaderMutationIr.NONE,
          HeaderMutationIr.NONE);

  private final GatewayModel gateway;
  private final Clusters clusters;
  private final Map<String, List<VirtualHostIr>> hostsByListener = new HashMap<>();
  private final Map<String, Integer> attachedRoutes = new HashMap<>();

  GatewayAssembly(GatewayModel gateway) {
    this.gateway = gateway;
    this.clusters = new Clusters(gateway.id());
    for (ListenerModel listener : gateway.listeners()) {
      hostsByListener.put(listener.name(), new ArrayList<>());
    }
  }

  GatewayModel gateway() {
    return gateway;
  }

  /** Adds a route on a listener; routes come in the order of their names. */
  void add(Placement placement) {
    hostsByListener.getOrDefault(placement.listener(), new ArrayList<>()).addAll(placement.hosts());
    if (placement.counted()) {
      attachedRoutes.merge(placement.listener(), 1, Integer::sum);
    }
    clusters.addRouted(placement.targets());
  }

  ObjectStatus status() {
    return gateway.status(attachedRoutes);
  }

  GatewayIr ir(GatewayFrontend frontend, DesiredState state) {
    frontend
        .collectors()
        .forEach(c -> clusters.addNamed(c.cluster(), c.target(), c.http2(), state));
    clusters.resolve(state);
    Map<Integer, List<ListenerModel>> ports = new TreeMap<>();
    for (ListenerModel listener : gateway.servedListeners()) {
      ports.computeIfAbsent(listener.port(), port -> new ArrayList<>()).add(listener);
      listener.secrets(gateway.id()).forEach(clusters::addSecret);
    }
    List<PortIr> translated = new ArrayList<>();
    ports.forEach((port, listeners) -> translated.add(port(port, listeners, frontend)));
    return new GatewayIr(
        gateway.ref().namespace(),
        gateway.ref().name(),
        translated,
        clusters.clusters(),
        clusters.endpoints(),
        clusters.secrets());
  }

  private PortIr port(int port, List<ListenerModel> listeners, GatewayFrontend frontend) {
    List<VirtualHostIr> hosts = new ArrayList<>();
    Map<String, FrontendPolicyIr> policies = new HashMap<>();
    frontend.ofPort(port).ifPresent(policy -> policies.put("", policy));
    for (ListenerModel listener : listeners) {
      hosts.addAll(hostsByListener.getOrDefault(listener.name(), List.of()));
      hosts.add(
          new VirtualHostIr(
              listener.name(), Optional.empty(), listener.hostname(), List.of(NOT_FOUND)));
      frontend
          .ofListener(listener.name())
          .ifPresent(policy -> policies.put(listener.name(), policy));
    }
    return new PortIr(
        port,
        gateway.bindAddresses(),
        listeners.stream().map(listener -> listener.ir(gateway.id())).toList(),
        hosts,
        policies);
  }
}
