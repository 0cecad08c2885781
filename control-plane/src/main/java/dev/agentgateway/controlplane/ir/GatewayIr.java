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

  /** NAMESPACE/NAME: the start of every xDS resource name of this Gateway. */
  public String id() {
    return namespace + "/" + name;
  }
}
