package dev.agentgateway.dataplane.route;

import dev.agentgateway.dataplane.config.RouteTableConfig;
import dev.agentgateway.dataplane.config.VirtualHostConfig;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.RequestHead;
import dev.agentgateway.dataplane.exchange.RequestRouter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A compiled {@link RouteTableConfig}.
 *
 * <p>The most specific Gateway listener whose hostname takes the request's host owns the request;
 * routes of other listeners never see it. Within the listener {@link GatewayListenerRoutes} says
 * which domain, within the domain {@link DomainRoutes} which route.
 *
 * <p>Threading: immutable; any thread may ask.
 */
public final class Router implements RequestRouter {
  private final RouteTableConfig table;
  private final Domains<GatewayListenerRoutes> owners;
  // What the next compilation takes over where the virtual hosts are the same objects.
  private final IdentityHashMap<VirtualHostConfig, List<CompiledRoute>> compiled;
  private final Map<DomainKey, Domain> domains;

  private Router(
      RouteTableConfig table,
      Domains<GatewayListenerRoutes> owners,
      IdentityHashMap<VirtualHostConfig, List<CompiledRoute>> compiled,
      Map<DomainKey, Domain> domains) {
    this.table = table;
    this.owners = owners;
    this.compiled = compiled;
    this.domains = domains;
  }

  /**
   * Compiles a route table.
   *
   * @param previous an earlier version of the same table, whose parts are taken over where nothing
   *     changed; null: none
   */
  public static Router compile(RouteTableConfig table, @Nullable Router previous) {
    IdentityHashMap<VirtualHostConfig, List<CompiledRoute>> compiled =
        new IdentityHashMap<>(table.virtualHosts().size());
    Map<DomainKey, List<VirtualHostConfig>> grouped = new HashMap<>();
    for (VirtualHostConfig virtualHost : table.virtualHosts()) {
      List<CompiledRoute> known = previous == null ? null : previous.compiled.get(virtualHost);
      compiled.put(virtualHost, known != null ? known : CompiledRoute.of(virtualHost));
      for (String domain : virtualHost.domains()) {
        grouped
            .computeIfAbsent(
                new DomainKey(virtualHost.gatewayListener(), domain), _ -> new ArrayList<>(1))
            .add(virtualHost);
      }
    }
    Map<DomainKey, Domain> domains = new HashMap<>(grouped.size() * 2);
    grouped.forEach(
        (key, hosts) -> {
          Domain known = previous == null ? null : previous.domains.get(key);
          domains.put(
              key,
              known != null && same(known.virtualHosts(), hosts) ? known : merge(hosts, compiled));
        });
    return new Router(table, owners(domains), compiled, domains);
  }

  @Override
  public @Nullable ChosenRoute route(RequestHead request) {
    int hostEnd = Domains.hostEnd(request.authority());
    GatewayListenerRoutes owner = owners.mostSpecific(request.authority(), hostEnd);
    return owner == null ? null : owner.route(request, hostEnd);
  }

  /** The Gateway listener that owns requests of this host, or null where none does. */
  public @Nullable String gatewayListener(String authority) {
    GatewayListenerRoutes owner = owners.mostSpecific(authority, Domains.hostEnd(authority));
    return owner == null ? null : owner.name();
  }

  /** What this was compiled from. */
  public RouteTableConfig table() {
    return table;
  }

  /** The compiled routes of a domain, or null; the same object as long as nothing changed. */
  @Nullable DomainRoutes routes(String gatewayListener, String domain) {
    Domain found = domains.get(new DomainKey(gatewayListener, domain));
    return found == null ? null : found.routes();
  }

  private static Domain merge(
      List<VirtualHostConfig> hosts,
      IdentityHashMap<VirtualHostConfig, List<CompiledRoute>> compiled) {
    List<CompiledRoute> routes = new ArrayList<>();
    for (VirtualHostConfig host : hosts) {
      routes.addAll(compiled.getOrDefault(host, List.of()));
    }
    return new Domain(List.copyOf(hosts), new DomainRoutes(routes));
  }

  /**
   * Who owns which hosts. A listener's hostnames are the domains of its catch-alls; where it has
   * none, all its domains. Where two claim a domain, the first by name has it.
   */
  private static Domains<GatewayListenerRoutes> owners(Map<DomainKey, Domain> domains) {
    Map<String, Map<String, Domain>> byListener = new TreeMap<>();
    domains.forEach(
        (key, domain) ->
            byListener
                .computeIfAbsent(key.gatewayListener(), _ -> new HashMap<>())
                .put(key.domain(), domain));
    Map<String, GatewayListenerRoutes> owners = new HashMap<>();
    byListener.forEach(
        (name, own) -> {
          Map<String, DomainRoutes> routes = new HashMap<>(own.size() * 2);
          own.forEach((domain, merged) -> routes.put(domain, merged.routes()));
          GatewayListenerRoutes listener = new GatewayListenerRoutes(name, routes);
          List<String> hostnames =
              own.entrySet().stream()
                  .filter(entry -> hasCatchAll(entry.getValue()))
                  .map(Map.Entry::getKey)
                  .toList();
          boolean unnamed = name.isEmpty() || hostnames.isEmpty();
          for (String hostname : unnamed ? own.keySet() : hostnames) {
            owners.putIfAbsent(hostname, listener);
          }
        });
    return new Domains<>(owners);
  }

  private static boolean hasCatchAll(Domain domain) {
    return domain.virtualHosts().stream()
        .anyMatch(
            host ->
                !host.routes().isEmpty()
                    && host.routes().stream()
                        .allMatch(route -> route.identity().pattern().isEmpty()));
  }

  // Comparing what virtual hosts hold would cost more than compiling them.
  @SuppressWarnings("ReferenceEquality")
  private static boolean same(List<VirtualHostConfig> a, List<VirtualHostConfig> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (a.get(i) != b.get(i)) {
        return false;
      }
    }
    return true;
  }

  private record DomainKey(String gatewayListener, String domain) {}

  private record Domain(List<VirtualHostConfig> virtualHosts, DomainRoutes routes) {}
}
