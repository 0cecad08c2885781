package dev.agentgateway.dataplane.route;

import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.RequestHead;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one Gateway listener.
 *
 * <p>A request that no route of the most specific domain takes goes to the next less specific one,
 * as Gateway API demands of routes with intersecting hostnames. Virtual hosts without a Gateway
 * listener come from another management server; there the most specific domain alone answers, as in
 * Envoy.
 */
final class GatewayListenerRoutes {
  private final String name;
  private final Domains<DomainRoutes> domains;

  GatewayListenerRoutes(String name, Map<String, DomainRoutes> byDomain) {
    this.name = name;
    this.domains = new Domains<>(byDomain);
  }

  /** The Gateway listener's name; may be empty. */
  String name() {
    return name;
  }

  @Nullable ChosenRoute route(RequestHead request, int hostEnd) {
    String authority = request.authority();
    if (name.isEmpty()) {
      DomainRoutes only = domains.mostSpecific(authority, hostEnd);
      return only == null ? null : only.route(request);
    }
    ChosenRoute chosen = ask(domains.exact(authority, hostEnd), request);
    for (int dot = domains.nextLabel(authority, 0, hostEnd);
        chosen == null && dot > 0;
        dot = domains.nextLabel(authority, dot, hostEnd)) {
      chosen = ask(domains.suffix(authority, dot, hostEnd), request);
    }
    return chosen != null ? chosen : ask(domains.any(), request);
  }

  private static @Nullable ChosenRoute ask(@Nullable DomainRoutes routes, RequestHead request) {
    return routes == null ? null : routes.route(request);
  }
}
