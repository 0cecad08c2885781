package dev.agentgateway.controlplane.ir;

import java.util.List;

/**
 * What one Gateway should do. All lists are sorted by name, so that equal input gives equal values.
 *
 * @param namespace namespace of the Gateway
 * @param name name of the Gateway
 * @param ports one per port that at least one valid listener serves
 * @param clusters every backend that a route or policy names and that resolves
 * @param endpoints load assignments of the clusters that have one
 * @param secrets what clusters and policies name, sealing keys excepted
 */
public record GatewayIr(
    String namespace,
    String name,
    List<PortIr> ports,
    List<ClusterIr> clusters,
    List<EndpointsIr> endpoints,
    List<SecretIr> secrets) {

  public GatewayIr {
    ports = List.copyOf(ports);
    clusters = List.copyOf(clusters);
    endpoints = List.copyOf(endpoints);
    secrets = List.copyOf(secrets);
  }

  /** Whether a backend of a route has sessions, so that proxies need sealing keys. */
  public boolean sealsSessions() {
    return ports.stream()
        .flatMap(port -> port.virtualHosts().stream())
        .flatMap(host -> host.routes().stream())
        .anyMatch(GatewayIr::sealsSessions);
  }

  private static boolean sealsSessions(RouteIr route) {
    return route.action() instanceof ActionIr.Forward forward
        && forward.backends().stream()
            .anyMatch(
                share ->
                    share.backend() instanceof ActionIr.BackendIr.Cluster cluster
                        && cluster.protocol() instanceof ProtocolIr.Mcp);
  }

  /** NAMESPACE/NAME: the start of every xDS resource name of this Gateway. */
  public String id() {
    return namespace + "/" + name;
  }
}
