package dev.agentgateway.dataplane.xds.decode;

import dev.agentgateway.dataplane.config.ListenerConfig;
import dev.agentgateway.dataplane.config.RouteTableConfig;
import java.util.Optional;
import java.util.Set;

/**
 * A Listener.
 *
 * @param listener what to serve
 * @param inline the routes that are written in it; empty: {@link ListenerConfig#routeTable()} is
 *     discovered
 * @param secrets names of the secrets that it needs
 */
public record ListenerResource(
    ListenerConfig listener, Optional<RouteTableConfig> inline, Set<String> secrets) {
  public ListenerResource {
    secrets = Set.copyOf(secrets);
  }
}
