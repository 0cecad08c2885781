package dev.agentgateway.dataplane.xds.decode;

import dev.agentgateway.dataplane.config.ListenerConfig;
import dev.agentgateway.dataplane.config.RouteTableConfig;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A Listener.
 *
 * @param chains one, or several that speak TLS for different names; never empty
 */
public record ListenerResource(List<Chain> chains) {
  public ListenerResource {
    chains = List.copyOf(chains);
  }

  /**
   * A filter chain.
   *
   * @param listener what to serve
   * @param inline the routes that are written in it; empty: {@link ListenerConfig#routeTable()} is
   *     discovered
   * @param secrets names of the secrets that it needs, certificates included
   */
  public record Chain(
      ListenerConfig listener, Optional<RouteTableConfig> inline, Set<String> secrets) {
    public Chain {
      secrets = Set.copyOf(secrets);
    }
  }
}
