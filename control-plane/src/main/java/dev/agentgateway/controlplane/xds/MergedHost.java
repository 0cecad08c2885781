package dev.agentgateway.controlplane.xds;

import dev.agentgateway.controlplane.ir.PortIr;
import dev.agentgateway.controlplane.ir.PortIr.ListenerIr;
import dev.agentgateway.controlplane.ir.RouteIr;
import dev.agentgateway.controlplane.ir.VirtualHostIr;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One domain of a port and every route that may answer it, first match wins.
 *
 * <p>A domain belongs to the listener with the most specific hostname that covers it. Its own
 * routes come first, by precedence; those of less specific domains of the same listener follow,
 * because a request that no more specific route takes falls through to them; the listener's
 * catch-all is last.
 */
record MergedHost(String domain, String listener, List<Entry> routes) {

  private static final Comparator<String> MOST_SPECIFIC_FIRST =
      Comparator.comparingInt(MergedHost::specificity).reversed().thenComparing(d -> d);

  MergedHost {
    routes = List.copyOf(routes);
  }

  /** A route and the HTTPRoute that it comes from; empty for the catch-all. */
  record Entry(Optional<VirtualHostIr.RouteRef> route, RouteIr match) {}

  /** All domains of a port, most specific first. */
  static List<MergedHost> of(PortIr port) {
    TreeSet<String> domains = new TreeSet<>(MOST_SPECIFIC_FIRST);
    Map<String, List<VirtualHostIr>> byListener = new HashMap<>();
    for (VirtualHostIr host : port.virtualHosts()) {
      domains.add(host.hostname());
      byListener.computeIfAbsent(host.listener(), l -> new ArrayList<>()).add(host);
    }
    Map<String, List<VirtualHostIr>> sorted = HashMap.newHashMap(byListener.size());
    byListener.forEach((listener, hosts) -> sorted.put(listener, inOrder(hosts)));
    List<MergedHost> merged = new ArrayList<>();
    for (String domain : domains) {
      owner(port, domain)
          .ifPresent(
              listener ->
                  merged.add(merge(domain, listener, sorted.getOrDefault(listener, List.of()))));
    }
    return merged;
  }

  private static MergedHost merge(String domain, String listener, List<VirtualHostIr> hosts) {
    List<Entry> routes = new ArrayList<>();
    int from = 0;
    while (from < hosts.size()) {
      VirtualHostIr first = hosts.get(from);
      int to = from;
      List<Entry> same = new ArrayList<>();
      while (to < hosts.size()
          && hosts.get(to).hostname().equals(first.hostname())
          && hosts.get(to).route().isPresent() == first.route().isPresent()) {
        VirtualHostIr host = hosts.get(to++);
        host.routes().forEach(route -> same.add(new Entry(host.route(), route)));
      }
      if (covers(first.hostname(), domain)) {
        same.sort(Comparator.comparing(entry -> entry.match().precedence(), PRECEDENCE));
        routes.addAll(same);
      }
      from = to;
    }
    return new MergedHost(domain, listener, routes);
  }

  /** An empty precedence sorts last. */
  private static final Comparator<String> PRECEDENCE =
      Comparator.comparing(String::isEmpty).thenComparing(p -> p);

  /** HTTPRoutes by hostname, most specific first; catch-alls last. The order is otherwise kept. */
  private static List<VirtualHostIr> inOrder(List<VirtualHostIr> hosts) {
    return hosts.stream()
        .sorted(
            Comparator.comparing((VirtualHostIr host) -> host.route().isEmpty())
                .thenComparing(VirtualHostIr::hostname, MOST_SPECIFIC_FIRST))
        .toList();
  }

  private static Optional<String> owner(PortIr port, String domain) {
    return port.listeners().stream()
        .filter(listener -> covers(listener.hostname(), domain))
        .min(Comparator.comparing(ListenerIr::hostname, MOST_SPECIFIC_FIRST))
        .map(ListenerIr::name);
  }

  /** Whether every host that {@code domain} matches is matched by {@code hostname} too. */
  private static boolean covers(String hostname, String domain) {
    if (hostname.equals("*") || hostname.equals(domain)) {
      return true;
    }
    return hostname.startsWith("*.") && domain.endsWith(hostname.substring(1));
  }

  private static int specificity(String domain) {
    if (domain.equals("*")) {
      return 0;
    }
    return domain.startsWith("*.") ? domain.length() : 1_000 + domain.length();
  }
}
