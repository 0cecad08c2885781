package dev.agentgateway.dataplane.telemetry.metrics;

import dev.agentgateway.dataplane.exchange.Attempt;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.telemetry.sampling.SamplingReason;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Counts the requests of one event loop, which alone writes here. */
public final class LoopMetrics {
  private static final int CACHED = 1024;
  private static final Set<String> METHODS =
      Set.of(
          "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY");

  private final Map<RouteLabels, RouteSeries> series = new ConcurrentHashMap<>();
  // Routes are made anew with each configuration, their labels are not.
  private final IdentityHashMap<Object, RouteSeries> byRoute = new IdentityHashMap<>();
  private @Nullable Object lastRoute;
  private @Nullable RouteSeries lastSeries;

  LoopMetrics() {}

  /** Counts a sampling decision. */
  public void decided(Exchange exchange, SamplingReason reason, boolean sampled) {
    route(exchange).decided(reason, sampled);
  }

  /**
   * Counts a request that ended.
   *
   * @param added labels of a policy; may be empty
   */
  public void ended(Exchange exchange, long durationNanos, String added) {
    Attempt attempt = exchange.attempt();
    RequestFailure failure = exchange.failure();
    String reason =
        failure != null ? failure.errorType() : attempt != null ? "upstream" : "direct_response";
    String method = exchange.originalMethod();
    route(exchange)
        .request(
            attempt == null ? "" : attempt.backend(),
            METHODS.contains(method) ? method : "_OTHER",
            exchange.status(),
            reason,
            added)
        .add(durationNanos, exchange.responseBytes(), attempt == null ? 0 : attempt.number());
  }

  void forEach(BiConsumer<RouteLabels, RouteSeries> consumer) {
    series.forEach(consumer);
  }

  // The same route is the same object; comparing the records would cost more than it saves.
  @SuppressWarnings("ReferenceEquality")
  private RouteSeries route(Exchange exchange) {
    ChosenRoute route = exchange.route();
    Object key = route == null ? exchange.listener() : route;
    RouteSeries recent = lastSeries;
    if (recent != null && lastRoute == key) {
      return recent;
    }
    RouteSeries found = byRoute.get(key);
    if (found == null) {
      found = series.computeIfAbsent(RouteLabels.of(exchange), labels -> new RouteSeries());
      if (byRoute.size() >= CACHED) {
        byRoute.clear();
      }
      byRoute.put(key, found);
    }
    lastRoute = key;
    lastSeries = found;
    return found;
  }
}
