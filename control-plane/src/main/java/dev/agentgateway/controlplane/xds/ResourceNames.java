package dev.agentgateway.controlplane.xds;

import dev.agentgateway.controlplane.ir.VirtualHostIr;

/** Names of resources that the encoder makes; those of clusters and secrets come from the IR. */
final class ResourceNames {
  private ResourceNames() {}

  /** {@code GW/PORT}: a Listener and its RouteConfiguration. */
  static String port(String gateway, int port) {
    return gateway + "/" + port;
  }

  /** {@code GW/PORT/LISTENER}: the RouteConfiguration of a listener that speaks TLS. */
  static String listenerRoutes(String gateway, int port, String listener) {
    return port(gateway, port) + "/" + listener;
  }

  /** {@code GW:PORT}: the Listener of a port for gRPC clients. */
  static String apiListener(String gateway, int port) {
    return gateway + ":" + port;
  }

  /** {@code GW/PORT/LISTENER/ROUTE-NAMESPACE/ROUTE-NAME/HOSTNAME}, {@code -} for the catch-all. */
  static String virtualHost(String gateway, int port, VirtualHostIr host) {
    String route = host.route().map(VirtualHostIr.RouteRef::toString).orElse("-");
    return port(gateway, port) + "/" + host.listener() + "/" + route + "/" + host.hostname();
  }

  /** {@code GW/invalid}: a cluster that never exists. */
  static String invalidCluster(String gateway) {
    return gateway + "/invalid";
  }

  /** {@code GW/sealing-keys}: the secret that sessions of the Gateway are sealed with. */
  static String sealingKeys(String gateway) {
    return gateway + "/sealing-keys";
  }
}
