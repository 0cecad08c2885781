package dev.agentgateway.controlplane.ir;

import java.util.List;
import java.util.Optional;

/**
 * The routes of one HTTPRoute on one hostname of one listener, or the listener's catch-all.
 *
 * @param listener name of the Gateway listener
 * @param route the HTTPRoute; empty for the catch-all, whose only route answers 404
 * @param hostname {@code *}, {@code *.suffix} or a host name: the intersection of route and
 *     listener
 * @param routes in the order of the HTTPRoute's rules and matches
 */
public record VirtualHostIr(
    String listener, Optional<RouteRef> route, String hostname, List<RouteIr> routes) {
  public VirtualHostIr {
    routes = List.copyOf(routes);
  }

  /** An HTTPRoute. */
  public record RouteRef(String namespace, String name) {
    @Override
    public String toString() {
      return namespace + "/" + name;
    }
  }
}
