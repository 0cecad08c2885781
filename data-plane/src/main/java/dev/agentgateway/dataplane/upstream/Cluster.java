package dev.agentgateway.dataplane.upstream;

import dev.agentgateway.dataplane.config.ClusterConfig;
import dev.agentgateway.dataplane.config.EndpointsConfig.Endpoint;
import dev.agentgateway.dataplane.transport.Loop;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A cluster with its endpoints, at one version.
 *
 * <p>Threading: immutable, but for the balancers, each confined to its event loop.
 */
final class Cluster {
  private final ClusterConfig config;
  private final List<Endpoint> endpoints;
  private final boolean pending;
  private final List<LoopPools> pools;
  private final @Nullable Balancer[] balancers;

  /**
   * @param pending whether the endpoints are not known yet, because a name was never resolved
   * @param pools one per event loop
   */
  Cluster(ClusterConfig config, List<Endpoint> endpoints, boolean pending, List<LoopPools> pools) {
    this.config = config;
    this.endpoints = endpoints;
    this.pending = pending;
    this.pools = pools;
    this.balancers = new @Nullable Balancer[pools.size()];
  }

  ClusterConfig config() {
    return config;
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  boolean isPending() {
    return pending;
  }

  List<LoopPools> allPools() {
    return pools;
  }

  @SuppressWarnings("ReferenceEquality") // the same list is handed on from version to version
  boolean sharesPools(Cluster other) {
    return pools == other.pools;
  }

  LoopPools pools(Loop loop) {
    return pools.get(loop.index());
  }

  Balancer balancer(Loop loop) {
    Balancer known = balancers[loop.index()];
    if (known == null) {
      int start = endpoints.isEmpty() ? 0 : loop.random().nextInt(endpoints.size());
      known = new Balancer(endpoints, pools.get(loop.index()), start);
      balancers[loop.index()] = known;
    }
    return known;
  }

  /** Closes idle connections to endpoints that this version does not have. */
  void retireOthers() {
    Set<InetSocketAddress> addresses =
        endpoints.stream().map(Endpoint::address).collect(Collectors.toUnmodifiableSet());
    for (LoopPools own : pools) {
      own.loop().eventLoop().execute(() -> own.retain(addresses));
    }
  }

  /** Closes all idle connections. */
  void retireAll() {
    for (LoopPools own : pools) {
      own.loop().eventLoop().execute(() -> own.retain(Set.of()));
    }
  }

  ClusterStats stats() {
    long connections = 0;
    long attempts = 0;
    long ended = 0;
    long failures = 0;
    for (LoopPools own : pools) {
      connections += own.connections().get();
      ended += own.ended().get();
      failures += own.failures().get();
      attempts += own.attempts().get();
    }
    return new ClusterStats(
        config.name(),
        endpoints.size(),
        connections,
        Math.max(0, attempts - ended),
        attempts,
        failures);
  }
}
