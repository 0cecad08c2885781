package dev.agentgateway.dataplane.xds;

import dev.agentgateway.dataplane.config.ClusterConfig;
import dev.agentgateway.dataplane.config.ClusterConfig.EndpointSource;
import dev.agentgateway.dataplane.config.ListenerConfig;
import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.config.RouteTableConfig;
import dev.agentgateway.dataplane.config.VirtualHostConfig;
import dev.agentgateway.dataplane.xds.decode.ListenerResource;
import dev.agentgateway.dataplane.xds.decode.ListenerResource.Chain;
import dev.agentgateway.dataplane.xds.decode.RouteTableResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link ProxyConfig} of the resources in force, and says what else is wanted.
 *
 * <p>A cluster is published once its endpoints are known, a listener once its routes and its
 * certificates are, changed routes once the secrets of their backends are; until then, for a
 * bounded time, the version published before stays. A listener that speaks TLS and has no
 * certificate at all is never published. Only what changed is made anew. Confined to the client
 * thread.
 */
final class ConfigAssembler {

  private final ResourceStore store;
  private final long warmingNanos;
  private final Map<String, Long> warmingSince = new HashMap<>();
  private final DiscoveredHosts discovered = new DiscoveredHosts();
  private final Map<String, Set<String>> secretsByTable = new HashMap<>();
  private final Set<String> waitingTables = new HashSet<>();
  private Map<String, ListenerResource> publishedListeners = Map.of();
  private ProxyConfig published = ProxyConfig.EMPTY;

  ConfigAssembler(ResourceStore store, Duration warming) {
    this.store = store;
    this.warmingNanos = warming.toNanos();
  }

  /** What was made last. */
  ProxyConfig published() {
    return published;
  }

  /** Makes the configuration anew; true where it differs from the one before. */
  boolean assemble(long nanoTime) {
    Set<String> stillWarming = new HashSet<>();
    store.clusters.drainChanges();
    store.listeners.drainChanges();
    Set<String> dirtyTables = new HashSet<>(store.routes.drainChanges());
    dirtyTables.addAll(discovered.update(store.virtualHosts));
    ProxyConfig before = published;
    Map<String, ClusterConfig> clusters = clusters(nanoTime, stillWarming);
    Map<String, RouteTableConfig> tables = routeTables(dirtyTables, nanoTime, stillWarming);
    Map<String, ListenerResource> listeners = listeners(nanoTime, stillWarming);
    for (ListenerResource listener : listeners.values()) {
      for (Chain chain : listener.chains()) {
        chain.inline().ifPresent(table -> tables.put(table.name(), table));
      }
    }
    warmingSince.keySet().retainAll(stillWarming);
    publishedListeners = sameOr(publishedListeners, listeners);
    published =
        new ProxyConfig(
            sameOr(before.listeners(), configs(listeners)),
            sameOr(before.routeTables(), tables),
            sameOr(before.clusters(), clusters),
            store.endpoints.drainChanges().isEmpty()
                ? before.endpoints()
                : sameOr(before.endpoints(), values(store.endpoints)),
            store.secrets.drainChanges().isEmpty()
                ? before.secrets()
                : sameOr(before.secrets(), values(store.secrets)));
    return !published.equals(before);
  }

  /** When a wait for other resources ends next, as {@link System#nanoTime()}. */
  OptionalLong nextDeadline(long nanoTime) {
    return warmingSince.values().stream()
        .mapToLong(since -> since + warmingNanos)
        .filter(deadline -> deadline - nanoTime > 0)
        .min();
  }

  /** What to ask for: what resources in force name, and what published ones still name. */
  Map<ResourceType, Subscription> subscriptions() {
    Set<String> endpoints = new HashSet<>();
    store.clusters.accepted().values().forEach(entry -> addService(entry.value(), endpoints));
    published.clusters().values().forEach(cluster -> addService(cluster, endpoints));
    Set<String> routes = new HashSet<>();
    Set<String> secrets = new HashSet<>();
    store.listeners.accepted().values().forEach(e -> addNames(e.value(), routes, secrets));
    publishedListeners.values().forEach(listener -> addNames(listener, routes, secrets));
    secretsByTable.values().forEach(secrets::addAll);
    for (String table : waitingTables) {
      RouteTableConfig before = published.routeTables().get(table);
      if (before != null) {
        secrets.addAll(RouteSecrets.of(before));
      }
    }
    boolean hasDiscoveredHosts =
        routes.stream()
            .map(store.routes.accepted()::get)
            .anyMatch(entry -> entry != null && entry.value().hasDiscoveredHosts());
    Map<ResourceType, Subscription> wanted = new EnumMap<>(ResourceType.class);
    wanted.put(ResourceType.CLUSTER, Subscription.WILDCARD);
    wanted.put(ResourceType.ENDPOINTS, new Subscription(false, endpoints));
    wanted.put(ResourceType.LISTENER, Subscription.WILDCARD);
    wanted.put(ResourceType.ROUTES, new Subscription(false, routes));
    wanted.put(
        ResourceType.VIRTUAL_HOST, hasDiscoveredHosts ? Subscription.WILDCARD : Subscription.NONE);
    wanted.put(ResourceType.SECRET, new Subscription(false, secrets));
    return wanted;
  }

  private Map<String, ClusterConfig> clusters(long nanoTime, Set<String> stillWarming) {
    Map<String, ClusterConfig> clusters = new HashMap<>();
    store
        .clusters
        .accepted()
        .forEach(
            (name, entry) -> {
              ClusterConfig cluster = entry.value();
              if (hasEndpoints(cluster) || waited("cluster " + name, nanoTime, stillWarming)) {
                clusters.put(name, cluster);
              } else {
                putIfPresent(clusters, name, published.clusters().get(name));
              }
            });
    return clusters;
  }

  private boolean hasEndpoints(ClusterConfig cluster) {
    return switch (cluster.endpoints()) {
      case EndpointSource.Eds(String service) ->
          store.endpoints.accepted().containsKey(service) || store.endpoints.isMissing(service);
      case EndpointSource.Fixed _, EndpointSource.Dns _ -> true;
    };
  }

  private Map<String, ListenerResource> listeners(long nanoTime, Set<String> stillWarming) {
    Map<String, ListenerResource> listeners = new HashMap<>();
    store
        .listeners
        .accepted()
        .forEach(
            (name, entry) -> {
              ListenerResource listener = entry.value();
              boolean complete = hasRoutes(listener) && haveSecrets(certificates(listener));
              if ((complete || waited("listener " + name, nanoTime, stillWarming))
                  && hasCertificate(listener)) {
                listeners.put(name, listener);
              } else {
                putIfPresent(listeners, name, publishedListeners.get(name));
              }
            });
    return listeners;
  }

  private boolean hasRoutes(ListenerResource listener) {
    return listener.chains().stream().allMatch(this::hasRoutes);
  }

  private boolean hasRoutes(Chain chain) {
    String table = chain.listener().routeTable();
    if (chain.inline().isPresent()) {
      return haveSecrets(RouteSecrets.of(chain.inline().get()));
    }
    if (store.routes.isMissing(table)) {
      return true;
    }
    TypeStore.Entry<RouteTableResource> routes = store.routes.accepted().get(table);
    return routes != null
        && (!routes.value().hasDiscoveredHosts() || !discovered.of(table).isEmpty())
        && haveSecrets(secretsByTable.getOrDefault(table, Set.of()));
  }

  private static Set<String> certificates(ListenerResource listener) {
    return listener.chains().stream()
        .flatMap(chain -> chain.listener().tls().stream())
        .flatMap(tls -> tls.certificates().stream())
        .collect(Collectors.toSet());
  }

  /** Whether a client can be answered at all. */
  private boolean hasCertificate(ListenerResource listener) {
    Set<String> certificates = certificates(listener);
    return certificates.isEmpty()
        || certificates.stream().anyMatch(store.secrets.accepted()::containsKey);
  }

  /** Whether a resource has waited for others long enough to go without them. */
  private boolean waited(String what, long nanoTime, Set<String> stillWarming) {
    stillWarming.add(what);
    long since = warmingSince.computeIfAbsent(what, _ -> nanoTime);
    return nanoTime - since >= warmingNanos;
  }

  private boolean haveSecrets(Set<String> names) {
    return names.stream()
        .allMatch(
            name -> store.secrets.accepted().containsKey(name) || store.secrets.isMissing(name));
  }

  private Map<String, RouteTableConfig> routeTables(
      Set<String> dirtyTables, long nanoTime, Set<String> stillWarming) {
    Map<String, RouteTableConfig> tables = new HashMap<>();
    dirtyTables.addAll(waitingTables);
    waitingTables.clear();
    secretsByTable.keySet().retainAll(store.routes.accepted().keySet());
    store
        .routes
        .accepted()
        .forEach(
            (name, entry) -> {
              RouteTableConfig previous = published.routeTables().get(name);
              if (previous != null
                  && !dirtyTables.contains(name)
                  && !dirtyTables.contains(ResourceStore.groupOf(name))) {
                tables.put(name, previous);
                return;
              }
              RouteTableConfig table = routeTable(name, entry.value());
              Set<String> secrets = RouteSecrets.of(table);
              secretsByTable.put(name, secrets);
              if (previous == null
                  || haveSecrets(secrets)
                  || waited("routes " + name, nanoTime, stillWarming)) {
                tables.put(name, table);
              } else {
                waitingTables.add(name);
                tables.put(name, previous);
              }
            });
    return tables;
  }

  private RouteTableConfig routeTable(String name, RouteTableResource resource) {
    Collection<VirtualHostConfig> found = discovered.of(name);
    if (!resource.hasDiscoveredHosts() || found.isEmpty()) {
      return resource.table();
    }
    List<VirtualHostConfig> hosts = new ArrayList<>(resource.table().virtualHosts());
    hosts.addAll(found);
    return new RouteTableConfig(name, hosts, resource.table().version());
  }

  private static <V> void putIfPresent(Map<String, V> map, String name, @Nullable V value) {
    if (value != null) {
      map.put(name, value);
    }
  }

  private static void addService(ClusterConfig cluster, Set<String> services) {
    if (cluster.endpoints() instanceof EndpointSource.Eds(String service)) {
      services.add(service);
    }
  }

  private static void addNames(ListenerResource listener, Set<String> routes, Set<String> secrets) {
    for (Chain chain : listener.chains()) {
      if (chain.inline().isPresent()) {
        secrets.addAll(RouteSecrets.of(chain.inline().get()));
      } else {
        routes.add(chain.listener().routeTable());
      }
      secrets.addAll(chain.secrets());
    }
  }

  private static Map<String, ListenerConfig> configs(Map<String, ListenerResource> listeners) {
    Map<String, ListenerConfig> configs = new HashMap<>();
    for (ListenerResource listener : listeners.values()) {
      for (Chain chain : listener.chains()) {
        configs.put(chain.listener().key(), chain.listener());
      }
    }
    return configs;
  }

  private static <T> Map<String, T> values(TypeStore<T> store) {
    Map<String, T> values = new HashMap<>();
    store.accepted().forEach((name, entry) -> values.put(name, entry.value()));
    return values;
  }

  /** The old map where the new one is equal, so that what did not change stays the same object. */
  private static <K, V> Map<K, V> sameOr(Map<K, V> before, Map<K, V> now) {
    return before.equals(now) ? before : Map.copyOf(now);
  }
}
