package dev.agentgateway.dataplane.config;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * A cluster load assignment: the endpoints that take requests.
 *
 * @param name cluster load assignment name
 * @param endpoints healthy ones only
 * @param version xDS version
 */
public record EndpointsConfig(String name, List<Endpoint> endpoints, String version) {
  public EndpointsConfig {
    endpoints = List.copyOf(endpoints);
  }

  /**
   * An address that answers.
   *
   * @param address resolved
   * @param weight relative share, at least 1
   */
  public record Endpoint(InetSocketAddress address, int weight) {}
}
