package dev.agentgateway.dataplane.config;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * A port to serve.
 *
 * @param name xDS resource name
 * @param addresses where to listen; never empty
 * @param routeTable name of the {@link RouteTableConfig} to route by
 * @param http limits and timeouts of downstream connections
 * @param policies the Gateway and its frontend policies
 * @param version xDS version of the Listener
 */
public record ListenerConfig(
    String name,
    List<InetSocketAddress> addresses,
    String routeTable,
    HttpConfig http,
    GatewayPolicies policies,
    String version) {

  public ListenerConfig {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("addresses: none (expected: at least one)");
    }
  }
}
