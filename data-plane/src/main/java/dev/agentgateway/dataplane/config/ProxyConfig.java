package dev.agentgateway.dataplane.config;

import java.util.Map;

/**
 * Everything that a management server told this proxy, at one instant. Every resource in it was
 * validated and accepted; references between resources may dangle.
 *
 * @param listeners by {@link ListenerConfig#key()}
 * @param routeTables by RouteConfiguration name
 * @param clusters by name
 * @param endpoints by cluster load assignment name
 * @param secrets by SDS resource name
 */
public record ProxyConfig(
    Map<String, ListenerConfig> listeners,
    Map<String, RouteTableConfig> routeTables,
    Map<String, ClusterConfig> clusters,
    Map<String, EndpointsConfig> endpoints,
    Map<String, SecretConfig> secrets) {

  /** What a proxy serves before the first answer of a management server: nothing. */
  public static final ProxyConfig EMPTY =
      new ProxyConfig(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

  public ProxyConfig {
    listeners = Map.copyOf(listeners);
    routeTables = Map.copyOf(routeTables);
    clusters = Map.copyOf(clusters);
    endpoints = Map.copyOf(endpoints);
    secrets = Map.copyOf(secrets);
  }
}
