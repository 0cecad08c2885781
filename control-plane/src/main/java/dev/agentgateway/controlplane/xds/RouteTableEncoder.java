package dev.agentgateway.controlplane.xds;

import dev.agentgateway.controlplane.ir.PortIr;
import dev.agentgateway.controlplane.ir.RouteIr;
import dev.agentgateway.controlplane.ir.VirtualHostIr;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.Vhds;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.Map;

/** RouteConfigurations and virtual hosts. */
final class RouteTableEncoder {
  private RouteTableEncoder() {}

  /** Without a virtual host: these are resources of their own. */
  static XdsResource byVirtualHost(String gateway, int port) {
    String name = ResourceNames.port(gateway, port);
    return XdsResource.of(
        XdsType.ROUTE,
        name,
        RouteConfiguration.newBuilder()
            .setName(name)
            .setIgnorePortInHostMatching(true)
            .setVhds(Vhds.newBuilder().setConfigSource(ClusterEncoder.ads()))
            .build());
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
  static XdsResource inlined(String gateway, PortIr port) {
    return XdsResource.of(
        XdsType.ROUTE,
        ResourceNames.port(gateway, port.port()),
        table(gateway, port, RouteEncoder.Form.ENVOY));
  }

  /** As {@link #inlined}, with the matches and actions that gRPC knows. */
  static RouteConfiguration forGrpc(String gateway, PortIr port) {
    return table(gateway, port, RouteEncoder.Form.GRPC);
  }

  private static RouteConfiguration table(String gateway, PortIr port, RouteEncoder.Form form) {
    String name = ResourceNames.port(gateway, port.port());
    RouteEncoder encoder = new RouteEncoder(gateway, form);
    RouteConfiguration.Builder table =
        RouteConfiguration.newBuilder().setName(name).setIgnorePortInHostMatching(true);
    for (MergedHost host : MergedHost.of(port)) {
      VirtualHost.Builder builder =
          VirtualHost.newBuilder()
              .setName(name + "/" + host.listener() + "/" + host.domain())
              .addDomains(host.domain())
              .setMetadata(Structs.metadata(Map.of("listener", host.listener())));
      for (MergedHost.Entry entry : host.routes()) {
        builder.addRoutes(encoder.route(entry.route(), entry.match()));
      }
      table.addVirtualHosts(builder);
    }
    return table.build();
  }
}
