package dev.agentgateway.controlplane.xds;

import dev.agentgateway.controlplane.ir.ClusterIr;
import dev.agentgateway.controlplane.ir.EndpointsIr;
import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.ir.PortIr;
import dev.agentgateway.controlplane.ir.SealingKeysIr;
import dev.agentgateway.controlplane.ir.SecretIr;
import dev.agentgateway.controlplane.ir.VirtualHostIr;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Encodes one Gateway and remembers what it made of it last. Thread-safe. */
final class GatewayEncoder {
  private final Object lock = new Object();
  private final Map<Dialect, Memo<ClusterIr>> clusters = new EnumMap<>(Dialect.class);
  private final Memo<EndpointsIr> endpoints = new Memo<>();
  private final Memo<SecretIr> secrets = new Memo<>();
  private final Memo<SealingKeysIr> sealingKeys = new Memo<>();
  private final Memo<ListenerKey> listeners = new Memo<>();
  private final Memo<RouteTableEncoder.Table> vhdsTables = new Memo<>();
  private final Memo<HostKey> virtualHosts = new Memo<>();
  private final Memo<RouteTableEncoder.Table> routeTables = new Memo<>();
  private final Memo<PortIr> apiListeners = new Memo<>();

  List<XdsResource> resources(GatewayIr gateway, Dialect dialect, XdsType type) {
    synchronized (lock) {
      return switch (type) {
        case CLUSTER -> clusters(gateway, dialect);
        case ENDPOINT ->
            endpoints.run(gateway.endpoints(), EndpointsIr::cluster, ClusterEncoder::endpoints);
        case SECRET -> secrets.run(gateway.secrets(), SecretIr::name, ClusterEncoder::secret);
        case LISTENER ->
            listeners.run(
                ports(gateway),
                ListenerKey::name,
                key -> ListenerEncoder.listener(gateway.id(), key.port));
        case ROUTE -> routes(gateway, dialect);
        case VIRTUAL_HOST -> dialect == Dialect.AGENTGATEWAY ? virtualHosts(gateway) : List.of();
      };
    }
  }

  /** The secrets of a Gateway and, first by name, what its sessions are sealed with. */
  List<XdsResource> ownSecrets(GatewayIr gateway, Optional<SealingKeysIr> keys) {
    if (keys.isEmpty()) {
      return resources(gateway, Dialect.AGENTGATEWAY, XdsType.SECRET);
    }
    synchronized (lock) {
      String name = ResourceNames.sealingKeys(gateway.id());
      List<XdsResource> all =
          new ArrayList<>(
              sealingKeys.run(
                  keys.stream().toList(),
                  _ -> name,
                  value -> ClusterEncoder.sealingKeys(name, value)));
      all.addAll(resources(gateway, Dialect.AGENTGATEWAY, XdsType.SECRET));
      return all;
    }
  }

  List<XdsResource> apiListeners(GatewayIr gateway) {
    synchronized (lock) {
      return apiListeners.run(
          gateway.ports(),
          port -> ResourceNames.apiListener(gateway.id(), port.port()),
          port -> ListenerEncoder.apiListener(gateway.id(), port));
    }
  }

  private List<XdsResource> clusters(GatewayIr gateway, Dialect dialect) {
    return clusters
        .computeIfAbsent(dialect, d -> new Memo<>())
        .run(gateway.clusters(), ClusterIr::name, c -> ClusterEncoder.cluster(c, dialect));
  }

  private List<XdsResource> routes(GatewayIr gateway, Dialect dialect) {
    return switch (dialect) {
      case AGENTGATEWAY ->
          vhdsTables.run(
              tables(gateway.id(), ports(gateway).stream().map(ListenerKey::port).toList()),
              RouteTableEncoder.Table::name,
              RouteTableEncoder::byVirtualHost);
      case ENVOY, GRPC ->
          routeTables.run(
              tables(gateway.id(), gateway.ports()),
              RouteTableEncoder.Table::name,
              RouteTableEncoder::inlined);
    };
  }

  private static List<RouteTableEncoder.Table> tables(String gateway, List<PortIr> ports) {
    return ports.stream()
        .flatMap(port -> RouteTableEncoder.tables(gateway, port).stream())
        .toList();
  }

  private List<XdsResource> virtualHosts(GatewayIr gateway) {
    List<HostKey> hosts = new ArrayList<>();
    for (PortIr port : gateway.ports()) {
      for (VirtualHostIr host : port.virtualHosts()) {
        hosts.add(new HostKey(ResourceNames.virtualHost(gateway.id(), port.port(), host), host));
      }
    }
    return virtualHosts.run(
        hosts,
        HostKey::name,
        key -> RouteTableEncoder.virtualHost(gateway.id(), key.name, key.host));
  }

  private static List<ListenerKey> ports(GatewayIr gateway) {
    return gateway.ports().stream()
        .map(
            port ->
                new ListenerKey(
                    ResourceNames.port(gateway.id(), port.port()),
                    // Routes are resources of their own: they do not change a Listener.
                    new PortIr(
                        port.port(),
                        port.addresses(),
                        port.listeners(),
                        List.of(),
                        port.policies())))
        .toList();
  }

  private record ListenerKey(String name, PortIr port) {}

  private record HostKey(String name, VirtualHostIr host) {}
}
