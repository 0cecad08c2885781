package dev.agentgateway.controlplane.xds;

import dev.agentgateway.controlplane.ir.PortIr;
import dev.agentgateway.controlplane.ir.PortIr.ListenerIr;
import dev.agentgateway.controlplane.ir.RouteIr;
import dev.agentgateway.controlplane.ir.VirtualHostIr;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.Vhds;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** RouteConfigurations and virtual hosts. */
final class RouteTableEncoder {
  private RouteTableEncoder() {}

  /**
   * The RouteConfigurations of a port: its own, or those of its listeners where they speak TLS.
   * Hosts of a port that do not matter may be left out.
   */
  static List<Table> tables(String gateway, PortIr port) {
    if (!port.isTls()) {
      return List.of(
          new Table(ResourceNames.port(gateway, port.port()), gateway, port, Optional.empty()));
    }
    return port.listeners().stream()
        .map(
            listener ->
                new Table(
                    ResourceNames.listenerRoutes(gateway, port.port(), listener.name()),
                    gateway,
                    ListenerRoutes.of(port, listener),
                    Optional.of(listener)))
        .toList();
  }

  /**
   * What a RouteConfiguration is made from.
   *
   * @param listener that speaks TLS; empty: all of the port
   */
  record Table(String name, String gateway, PortIr port, Optional<ListenerIr> listener) {}

  /** With the hosts of other listeners alone: its own are resources of their own. */
  static XdsResource byVirtualHost(Table table) {
    RouteConfiguration.Builder builder =
        RouteConfiguration.newBuilder()
            .setName(table.name)
            .setIgnorePortInHostMatching(true)
            .setVhds(Vhds.newBuilder().setConfigSource(ClusterEncoder.ads()));
    addMisdirected(builder, table, RouteEncoder.Form.AGENTGATEWAY);
    return XdsResource.of(XdsType.ROUTE, table.name, builder.build());
  }

  /** The virtual host of one HTTPRoute and hostname. */
  static XdsResource virtualHost(String gateway, String name, VirtualHostIr host) {
    RouteEncoder encoder = new RouteEncoder(gateway, RouteEncoder.Form.AGENTGATEWAY);
    VirtualHost.Builder builder =
        VirtualHost.newBuilder()
            .setName(name)
            .addDomains(host.hostname())
            .setMetadata(Structs.metadata(Map.of("listener", host.listener())));
    for (RouteIr route : host.routes()) {
      builder.addRoutes(encoder.route(host.route(), route));
    }
    return XdsResource.of(XdsType.VIRTUAL_HOST, name, builder.build());
  }

  /** With every virtual host inside. */
  static XdsResource inlined(Table table) {
    RouteConfiguration.Builder builder = routes(table, RouteEncoder.Form.ENVOY);
    addMisdirected(builder, table, RouteEncoder.Form.ENVOY);
    return XdsResource.of(XdsType.ROUTE, table.name, builder.build());
  }

  /** As {@link #inlined}, with the matches and actions that gRPC knows. */
  static RouteConfiguration forGrpc(String gateway, PortIr port) {
    String name = ResourceNames.port(gateway, port.port());
    Table all = new Table(name, gateway, port, Optional.empty());
    return routes(all, RouteEncoder.Form.GRPC).build();
  }

  private static RouteConfiguration.Builder routes(Table table, RouteEncoder.Form form) {
    String name = ResourceNames.port(table.gateway, table.port.port());
    RouteEncoder encoder = new RouteEncoder(table.gateway, form);
    RouteConfiguration.Builder routes =
        RouteConfiguration.newBuilder().setName(table.name).setIgnorePortInHostMatching(true);
    for (MergedHost host : MergedHost.of(table.port)) {
      VirtualHost.Builder builder =
          VirtualHost.newBuilder()
              .setName(name + "/" + host.listener() + "/" + host.domain())
              .addDomains(host.domain())
              .setMetadata(Structs.metadata(Map.of("listener", host.listener())));
      for (MergedHost.Entry entry : host.routes()) {
        builder.addRoutes(encoder.route(entry.route(), entry.match()));
      }
      routes.addVirtualHosts(builder);
    }
    return routes;
  }

  private static void addMisdirected(
      RouteConfiguration.Builder routes, Table table, RouteEncoder.Form form) {
    if (table.listener.isEmpty()) {
      return;
    }
    ListenerIr listener = table.listener.get();
    List<String> elsewhere = ListenerRoutes.elsewhere(table.port, listener);
    if (!elsewhere.isEmpty()) {
      routes.addVirtualHosts(
          VirtualHost.newBuilder()
              .setName(table.name + "#misdirected")
              .addAllDomains(elsewhere)
              .setMetadata(Structs.metadata(Map.of("listener", listener.name())))
              .addRoutes(
                  new RouteEncoder(table.gateway, form)
                      .route(Optional.empty(), ListenerRoutes.MISDIRECTED)));
    }
  }
}
