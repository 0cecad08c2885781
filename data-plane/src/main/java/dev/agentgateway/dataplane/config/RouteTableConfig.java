package dev.agentgateway.dataplane.config;

import java.util.List;

/**
 * The routes of one port: a RouteConfiguration, with the virtual hosts that belong to it.
 *
 * @param name RouteConfiguration name
 * @param virtualHosts several may name the same domain; their routes are merged by precedence
 * @param version xDS version of the RouteConfiguration
 */
public record RouteTableConfig(String name, List<VirtualHostConfig> virtualHosts, String version) {
  public RouteTableConfig {
    virtualHosts = List.copyOf(virtualHosts);
  }
}
