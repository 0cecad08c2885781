package dev.agentgateway.dataplane.runtime;

import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.route.Router;
import java.util.Map;

/**
 * What is served at one instant.
 *
 * @param config what it was made from
 * @param ports by {@link dev.agentgateway.dataplane.config.ListenerConfig#key()}
 * @param routers by route table name
 */
public record Served(
    ProxyConfig config, Map<String, ServedPort> ports, Map<String, Router> routers) {

  /** Before the first configuration. */
  public static final Served NOTHING = new Served(ProxyConfig.EMPTY, Map.of(), Map.of());

  public Served {
    ports = Map.copyOf(ports);
    routers = Map.copyOf(routers);
  }
}
