package dev.agentgateway.dataplane.route;

import dev.agentgateway.dataplane.config.HeaderMutation;
import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.config.RouteConfig;
import dev.agentgateway.dataplane.config.RouteMatch;
import dev.agentgateway.dataplane.config.RouteMatch.PathMatch;
import dev.agentgateway.dataplane.config.RouteTableConfig;
import dev.agentgateway.dataplane.config.VirtualHostConfig;
import dev.agentgateway.dataplane.exchange.RequestHead;
import java.util.List;
import java.util.Optional;

/** Builds route tables and requests for tests. */
final class RouteTables {
  private RouteTables() {}

  static RouteTableConfig table(VirtualHostConfig... hosts) {
    return new RouteTableConfig("table", List.of(hosts), "1");
  }

  static VirtualHostConfig host(String listener, String domain, RouteConfig... routes) {
    return new VirtualHostConfig(
        listener + "/" + domain, List.of(domain), listener, List.of(routes), "1");
  }

  /** The virtual host that answers 404 to what no route of a listener takes. */
  static VirtualHostConfig catchAll(String listener, String hostname) {
    RouteConfig route =
        new RouteConfig(
            new RouteConfig.Identity("", "", ""),
            "",
            match(new PathMatch.Prefix("/")),
            new RouteAction.Reply(404, "no route"),
            HeaderMutation.NONE,
            HeaderMutation.NONE);
    return host(listener, hostname, route);
  }

  static RouteConfig route(String name, String precedence, PathMatch path) {
    return route(name, precedence, match(path));
  }

  static RouteConfig route(String name, String precedence, RouteMatch match) {
    return new RouteConfig(
        new RouteConfig.Identity(name, "0", "/pattern"),
        precedence,
        match,
        new RouteAction.Reply(200, name),
        HeaderMutation.NONE,
        HeaderMutation.NONE);
  }

  static RouteMatch match(PathMatch path) {
    return new RouteMatch(path, Optional.empty(), List.of(), List.of());
  }

  static RequestHead request(String method, String authority, String target) {
    RequestHead head = new RequestHead();
    head.setMethod(method);
    head.setAuthority(authority);
    head.setTarget(target);
    return head;
  }
}
