package dev.agentgateway.dataplane.config;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * A port to serve; where TLS is spoken, for some of the names that clients ask for.
 *
 * @param name xDS resource name of the Listener
 * @param addresses where to listen; never empty
 * @param routeTable name of the {@link RouteTableConfig} to route by
 * @param http limits and timeouts of downstream connections
 * @param policies the Gateway and its frontend policies
 * @param version xDS version of the Listener
 * @param tls empty: plaintext
 */
public record ListenerConfig(
    String name,
    List<InetSocketAddress> addresses,
    String routeTable,
    HttpConfig http,
    GatewayPolicies policies,
    String version,
    Optional<ServerTlsConfig> tls) {

  public ListenerConfig {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("addresses: none (expected: at least one)");
    }
  }

  /** A port that speaks plaintext. */
  public ListenerConfig(
      String name,
      List<InetSocketAddress> addresses,
      String routeTable,
      HttpConfig http,
      GatewayPolicies policies,
      String version) {
    this(name, addresses, routeTable, http, policies, version, Optional.empty());
  }

  /** Tells it from every other: the name, and the filter chain where there are several. */
  public String key() {
    return tls.isEmpty() ? name : name + "#" + tls.get().chain();
  }

  /** {@code http} or {@code https}. */
  public String scheme() {
    return tls.isEmpty() ? "http" : "https";
  }
}
