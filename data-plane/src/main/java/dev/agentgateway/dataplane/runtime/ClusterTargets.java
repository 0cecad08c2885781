package dev.agentgateway.dataplane.runtime;

import dev.agentgateway.dataplane.config.ClusterConfig;
import dev.agentgateway.dataplane.config.EndpointsConfig;
import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.config.SecretConfig;
import dev.agentgateway.dataplane.exchange.Secrets;
import dev.agentgateway.dataplane.telemetry.export.ExportTargets;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers where collectors are, and what is secret, from the newest configuration. */
public final class ClusterTargets implements ExportTargets, Secrets {
  private final ResolvedNames names = new ResolvedNames();
  private volatile ProxyConfig config = ProxyConfig.EMPTY;

  /** Answers from this configuration from now on. */
  void update(ProxyConfig newest) {
    config = newest;
  }

  @Override
  public Optional<Target> target(String cluster) {
    ProxyConfig current = config;
    ClusterConfig found = current.clusters().get(cluster);
    return found == null
        ? Optional.empty()
        : Optional.of(new Target(addresses(found.endpoints(), current), found.tls()));
  }

  @Override
  public @Nullable SecretConfig find(String name) {
    return config.secrets().get(name);
  }

  @Override
  public Optional<String> secret(String name) {
    SecretConfig secret = find(name);
    return secret == null ? Optional.empty() : Optional.of(secret.value());
  }

  private List<InetSocketAddress> addresses(
      ClusterConfig.EndpointSource source, ProxyConfig current) {
    return switch (source) {
      case ClusterConfig.EndpointSource.Eds(String serviceName) -> {
        EndpointsConfig found = current.endpoints().get(serviceName);
        yield found == null ? List.of() : addresses(found.endpoints());
      }
      case ClusterConfig.EndpointSource.Fixed(List<EndpointsConfig.Endpoint> endpoints) ->
          addresses(endpoints);
      case ClusterConfig.EndpointSource.Dns(String host, int port) -> names.addresses(host, port);
    };
  }

  private static List<InetSocketAddress> addresses(List<EndpointsConfig.Endpoint> endpoints) {
    return endpoints.stream().map(EndpointsConfig.Endpoint::address).toList();
  }
}
