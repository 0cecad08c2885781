package dev.agentgateway.dataplane.upstream;

import dev.agentgateway.dataplane.config.ClusterConfig;
import dev.agentgateway.dataplane.config.ClusterConfig.EndpointSource;
import dev.agentgateway.dataplane.config.ClusterConfig.TlsConfig;
import dev.agentgateway.dataplane.config.EndpointsConfig;
import dev.agentgateway.dataplane.config.EndpointsConfig.Endpoint;
import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.transport.EventLoops;
import dev.agentgateway.dataplane.transport.Loop;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All clusters that requests can go to.
 *
 * <p>Threading: any. Changes come from the configuration and from DNS under one lock; event loops
 * see them by one volatile write.
 */
public final class Clusters implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Clusters.class);

  private final EventLoops loops;
  private final ReentrantLock lock = new ReentrantLock();
  private final DnsLookups dns = new DnsLookups(this::resolved);
  private final Map<DnsLookups.Name, List<Endpoint>> resolved = new HashMap<>();
  private ProxyConfig config = ProxyConfig.EMPTY;
  private volatile Map<String, Cluster> current = Map.of();

  public Clusters(EventLoops loops) {
    this.loops = loops;
  }

  /**
   * Serves these clusters from now on. Connections to endpoints that stay are kept; idle ones to
   * endpoints that are gone are closed, busy ones finish first.
   */
  public void update(ProxyConfig newConfig) {
    lock.lock();
    try {
      config = newConfig;
      Set<DnsLookups.Name> names = new HashSet<>();
      for (ClusterConfig cluster : newConfig.clusters().values()) {
        if (cluster.endpoints() instanceof EndpointSource.Dns(String host, int port)
            && literal(host) == null) {
          names.add(new DnsLookups.Name(host, port));
        }
      }
      resolved.keySet().retainAll(names);
      rebuild();
      dns.want(names);
    } finally {
      lock.unlock();
    }
  }

  /** Load by cluster, in order of name. */
  public List<ClusterStats> stats() {
    return current.values().stream()
        .map(Cluster::stats)
        .sorted(Comparator.comparing(ClusterStats::name))
        .toList();
  }

  /** Stops look-ups and closes idle connections. */
  @Override
  public void close() {
    dns.close();
    update(ProxyConfig.EMPTY);
  }

  /** The cluster of this name at its newest version, or null. */
  @Nullable Cluster find(String name) {
    return current.get(name);
  }

  private void resolved(DnsLookups.Name name, List<Endpoint> endpoints) {
    lock.lock();
    try {
      if (!endpoints.equals(resolved.put(name, endpoints))) {
        rebuild();
      }
    } finally {
      lock.unlock();
    }
  }

  private void rebuild() {
    Map<String, Cluster> before = current;
    Map<String, Cluster> after = HashMap.newHashMap(config.clusters().size());
    List<Cluster> moved = new ArrayList<>();
    List<Cluster> gone = new ArrayList<>();
    for (ClusterConfig cluster : config.clusters().values()) {
      Cluster old = before.get(cluster.name());
      Cluster made = build(cluster, old);
      after.put(cluster.name(), made);
      if (old != null && !old.sharesPools(made)) {
        gone.add(old);
      } else if (old != null && !old.endpoints().equals(made.endpoints())) {
        moved.add(made);
      }
    }
    before.forEach(
        (name, old) -> {
          if (!after.containsKey(name)) {
            gone.add(old);
          }
        });
    current = Map.copyOf(after);
    moved.forEach(Cluster::retireOthers);
    gone.forEach(Cluster::retireAll);
  }

  private Cluster build(ClusterConfig cluster, @Nullable Cluster old) {
    List<Endpoint> known = endpoints(cluster);
    boolean pending = known == null;
    List<Endpoint> endpoints = known == null ? List.of() : known;
    if (old != null
        && old.config().equals(cluster)
        && old.isPending() == pending
        && old.endpoints().equals(endpoints)) {
      return old;
    }
    boolean samePools =
        old != null
            && old.config().tls().equals(cluster.tls())
            && old.config().connectTimeout().equals(cluster.connectTimeout());
    return new Cluster(
        cluster, endpoints, pending, samePools && old != null ? old.allPools() : pools(cluster));
  }

  /** The endpoints, or null where they are not known yet. */
  private @Nullable List<Endpoint> endpoints(ClusterConfig cluster) {
    return switch (cluster.endpoints()) {
      case EndpointSource.Fixed(List<Endpoint> endpoints) -> endpoints;
      case EndpointSource.Eds(String serviceName) -> {
        EndpointsConfig found = config.endpoints().get(serviceName);
        yield found == null ? List.of() : found.endpoints();
      }
      case EndpointSource.Dns(String host, int port) -> {
        InetAddress address = literal(host);
        yield address != null
            ? List.of(new Endpoint(new InetSocketAddress(address, port), 1))
            : resolved.get(new DnsLookups.Name(host, port));
      }
    };
  }

  private List<LoopPools> pools(ClusterConfig cluster) {
    Optional<UpstreamTls> tls = cluster.tls().map(config -> tls(cluster.name(), config));
    List<LoopPools> pools = new ArrayList<>(loops.size());
    for (Loop loop : loops.all()) {
      Bootstrap bootstrap =
          new Bootstrap()
              .group(loop.eventLoop())
              .channelFactory(loops.channels())
              .option(ChannelOption.TCP_NODELAY, true)
              // An answer may stand before the reset that a write meets.
              .option(ChannelOption.AUTO_CLOSE, false)
              .option(
                  ChannelOption.CONNECT_TIMEOUT_MILLIS,
                  Math.toIntExact(Math.max(1, cluster.connectTimeout().toMillis())));
      loops.keepAlive().forEach((option, value) -> set(bootstrap, option, value));
      pools.add(new LoopPools(loop, bootstrap, tls.orElse(null)));
    }
    return List.copyOf(pools);
  }

  @SuppressWarnings("unchecked") // the value is of its option's type
  private static <T> void set(Bootstrap bootstrap, ChannelOption<T> option, Object value) {
    var _ = bootstrap.option(option, (T) value);
  }

  private static UpstreamTls tls(String cluster, TlsConfig config) {
    try {
      return new UpstreamTls(config);
    } catch (SSLException | IllegalArgumentException e) {
      log.atWarn()
          .addKeyValue("cluster", cluster)
          .setCause(e)
          .log("trusted certificates cannot be used, connections to the cluster fail");
      return UpstreamTls.untrusting();
    }
  }

  private static @Nullable InetAddress literal(String host) {
    byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
    if (address == null) {
      return null;
    }
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("address: " + host + " (expected: 4 or 16 bytes)", e);
    }
  }
}
