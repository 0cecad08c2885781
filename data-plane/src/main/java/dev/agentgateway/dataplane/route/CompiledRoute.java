package dev.agentgateway.dataplane.route;

import dev.agentgateway.dataplane.config.RouteConfig;
import dev.agentgateway.dataplane.config.RouteMatch.PathMatch;
import dev.agentgateway.dataplane.config.VirtualHostConfig;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** A route that can be asked whether it takes a request. */
final class CompiledRoute {
  /** Byte order, lower first; an empty key is last. Equal keys keep their order (stable sorts). */
  static final Comparator<CompiledRoute> PRECEDENCE =
      (a, b) -> {
        if (a.precedence.length == 0 || b.precedence.length == 0) {
          return Boolean.compare(a.precedence.length == 0, b.precedence.length == 0);
        }
        return Arrays.compareUnsigned(a.precedence, b.precedence);
      };

  private final ChosenRoute chosen;
  private final byte[] precedence;
  private final Condition[] conditions;

  private CompiledRoute(ChosenRoute chosen) {
    RouteConfig route = chosen.route();
    this.chosen = chosen;
    this.precedence = route.precedence().getBytes(StandardCharsets.UTF_8);
    this.conditions = Condition.of(route.match()).toArray(new Condition[0]);
  }

  /** The routes of a virtual host, in its order. */
  static List<CompiledRoute> of(VirtualHostConfig virtualHost) {
    List<CompiledRoute> routes = new ArrayList<>(virtualHost.routes().size());
    for (RouteConfig route : virtualHost.routes()) {
      routes.add(
          new CompiledRoute(
              new ChosenRoute(route, virtualHost.gatewayListener(), virtualHost.version())));
    }
    return List.copyOf(routes);
  }

  ChosenRoute chosen() {
    return chosen;
  }

  PathMatch path() {
    return chosen.route().match().path();
  }

  /** Whether everything but the path matches. */
  boolean conditionsHold(RequestHead request) {
    for (Condition condition : conditions) {
      if (!condition.holds(request)) {
        return false;
      }
    }
    return true;
  }
}
