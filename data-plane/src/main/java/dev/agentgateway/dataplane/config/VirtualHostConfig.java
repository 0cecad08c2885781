package dev.agentgateway.dataplane.config;

import java.util.List;

/**
 * Routes for some domains.
 *
 * @param name resource name
 * @param domains exact host names, {@code *.suffix} or {@code *}; lower case, without port
 * @param gatewayListener name of the Gateway listener that it belongs to; may be empty
 * @param routes in the order of the resource
 * @param version xDS version of the VirtualHost, or of the RouteConfiguration that holds it
 */
public record VirtualHostConfig(
    String name,
    List<String> domains,
    String gatewayListener,
    List<RouteConfig> routes,
    String version) {
  public VirtualHostConfig {
    domains = List.copyOf(domains);
    routes = List.copyOf(routes);
  }
}
