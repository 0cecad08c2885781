package dev.agentgateway.controlplane.ir;

import java.util.List;

/**
 * Ready endpoints of a cluster.
 *
 * @param cluster name of the {@link ClusterIr}
 * @param endpoints sorted; empty: requests are answered 503
 */
public record EndpointsIr(String cluster, List<EndpointIr> endpoints) {
  public EndpointsIr {
    endpoints = List.copyOf(endpoints);
  }

  /** An IP address and port. */
  public record EndpointIr(String address, int port) {}
}
