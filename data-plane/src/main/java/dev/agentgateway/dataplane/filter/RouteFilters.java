package dev.agentgateway.dataplane.filter;

import dev.agentgateway.dataplane.config.HeaderMutation;
import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.config.RouteConfig;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * The filters that a route may have: header changes, path and host rewrites, redirects.
 *
 * <p>Where a weighted cluster and its route change the same field, the route comes last and wins,
 * as in Envoy.
 *
 * <p>Threading: called on the exchange's event loop; holds no state of its own.
 */
public final class RouteFilters {
  private RouteFilters() {}

  /** Changes a request before it goes to the chosen cluster. Called once per request. */
  public static void toUpstream(
      RequestHead request,
      RouteConfig route,
      RouteAction.Forward forward,
      RouteAction.WeightedCluster cluster) {
    mutate(request, cluster.requestHeaders());
    mutate(request, route.requestHeaders());
    forward.rewrite().host().ifPresent(request::setAuthority);
    RouteAction.PathRewrite rewrite = forward.rewrite().path();
    if (!(rewrite instanceof RouteAction.PathRewrite.Keep)) {
      request.setTarget(
          PathRewriter.rewriteTarget(request.target(), rewrite, route.match().path()));
    }
  }

  /**
   * Changes a response before it goes to the client.
   *
   * @param cluster the cluster that answered, or null where the proxy itself answers
   */
  public static void toDownstream(
      Headers response, RouteConfig route, RouteAction.@Nullable WeightedCluster cluster) {
    if (cluster != null) {
      HeaderEdits.apply(cluster.responseHeaders(), response);
    }
    HeaderEdits.apply(route.responseHeaders(), response);
  }

  /** The Location of a redirect of the request that the client sent. */
  public static String location(Exchange exchange, RouteAction.Redirect redirect) {
    return RedirectLocation.of(exchange, redirect);
  }

  private static void mutate(RequestHead request, HeaderMutation mutation) {
    if (mutation.isEmpty()) {
      return;
    }
    HeaderEdits.apply(mutation, request.headers());
    for (HeaderMutation.Field field : mutation.set()) {
      if (field.name().equalsIgnoreCase("host")) {
        request.setAuthority(field.value());
      }
    }
  }
}
