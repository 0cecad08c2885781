package dev.agentgateway.dataplane.runtime;

import dev.agentgateway.dataplane.config.ClusterConfig;
import dev.agentgateway.dataplane.config.EndpointsConfig;
import dev.agentgateway.dataplane.config.ListenerConfig;
import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.config.RouteTableConfig;
import dev.agentgateway.dataplane.exchange.Port;
import dev.agentgateway.dataplane.exchange.RequestTelemetry;
import dev.agentgateway.dataplane.listener.Listeners;
import dev.agentgateway.dataplane.route.Router;
import dev.agentgateway.dataplane.telemetry.Telemetry;
import dev.agentgateway.dataplane.upstream.Clusters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the newest configuration.
 *
 * <p>Threading: {@link #apply} on one thread at a time; {@link #served} on any.
 */
public final class ProxyRuntime {
  private static final Logger log = LoggerFactory.getLogger(ProxyRuntime.class);

  private final Clusters clusters;
  private final Listeners listeners;
  private final Telemetry telemetry;
  private final ClusterTargets targets;
  private volatile Served served = Served.NOTHING;

  public ProxyRuntime(
      Clusters clusters, Listeners listeners, Telemetry telemetry, ClusterTargets targets) {
    this.clusters = clusters;
    this.listeners = listeners;
    this.telemetry = telemetry;
    this.targets = targets;
  }

  /**
   * Serves this configuration from now on. Never throws: what cannot be served is logged, keeps its
   * last state where it has one, and leaves everything else alone.
   */
  public void apply(ProxyConfig config) {
    Served before = served;
    targets.update(config);
    // Clusters come before the routes that name them and go after the routes that named them.
    ProxyConfig both = withClustersOf(config, before.config());
    attempt("clusters", () -> clusters.update(both));
    attempt("telemetry", () -> telemetry.update(config));
    Served after = compile(config, before);
    attempt(
        "listeners",
        () -> listeners.update(after.ports().values().stream().map(ServedPort::port).toList()));
    served = after;
    if (both.clusters().size() != config.clusters().size()) {
      attempt("clusters", () -> clusters.update(config));
    }
    log.atInfo()
        .addKeyValue("listeners", config.listeners().size())
        .addKeyValue("routes", routes(config))
        .addKeyValue("clusters", config.clusters().size())
        .log("configuration applied");
  }

  /** What is served now. */
  public Served served() {
    return served;
  }

  private Served compile(ProxyConfig config, Served before) {
    Map<String, ServedPort> ports = new TreeMap<>();
    Map<String, Router> routers = new HashMap<>();
    for (ListenerConfig listener : new TreeMap<>(config.listeners()).values()) {
      ServedPort previous = before.ports().get(listener.key());
      try {
        Router router =
            routers.computeIfAbsent(
                listener.routeTable(),
                name -> router(config.routeTables().get(name), name, before.routers().get(name)));
        ports.put(listener.key(), port(listener, router, previous));
      } catch (RuntimeException e) {
        log.atError()
            .addKeyValue("listener", listener.key())
            .setCause(e)
            .log("listener cannot be served, its last state stays");
        if (previous != null) {
          ports.put(listener.key(), previous);
        }
      }
    }
    return new Served(config, ports, routers);
  }

  private static Router router(
      @Nullable RouteTableConfig table, String name, @Nullable Router previous) {
    if (table == null) {
      return Router.compile(new RouteTableConfig(name, List.of(), ""), null);
    }
    return previous != null && isSame(previous.table(), table)
        ? previous
        : Router.compile(table, previous);
  }

  private ServedPort port(ListenerConfig listener, Router router, @Nullable ServedPort previous) {
    RequestTelemetry observer =
        previous != null && previous.port().config().equals(listener)
            ? previous.port().telemetry()
            : telemetry.forPort(listener);
    return new ServedPort(new Port(listener, router, observer, targets), router);
  }

  private static ProxyConfig withClustersOf(ProxyConfig config, ProxyConfig before) {
    if (config.clusters().keySet().containsAll(before.clusters().keySet())) {
      return config;
    }
    Map<String, ClusterConfig> clusters = new HashMap<>(before.clusters());
    clusters.putAll(config.clusters());
    Map<String, EndpointsConfig> endpoints = new HashMap<>(before.endpoints());
    endpoints.putAll(config.endpoints());
    return new ProxyConfig(
        config.listeners(), config.routeTables(), clusters, endpoints, config.secrets());
  }

  // Equality would compare every route of the table.
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(RouteTableConfig a, RouteTableConfig b) {
    return a == b;
  }

  private static int routes(ProxyConfig config) {
    return config.routeTables().values().stream()
        .flatMap(table -> table.virtualHosts().stream())
        .mapToInt(host -> host.routes().size())
        .sum();
  }

  private static void attempt(String what, Runnable change) {
    try {
      change.run();
    } catch (RuntimeException e) {
      log.atError().addKeyValue("part", what).setCause(e).log("configuration not applied in full");
    }
  }
}
