package dev.agentgateway.dataplane.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.dataplane.config.ClusterConfig;
import dev.agentgateway.dataplane.config.EndpointsConfig;
import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.config.RouteConfig;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.filter.RouteFilters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Describes the route that takes a request and what happens to the request there. */
final class RouteExplanation {
  private static final int MISDIRECTED_REQUEST = 421;

  private final ProxyConfig config;

  RouteExplanation(ProxyConfig config) {
    this.config = config;
  }

  void describe(
      ObjectNode answer, Exchange exchange, @Nullable ChosenRoute chosen, @Nullable String owner) {
    if (chosen == null || chosen.route().identity().pattern().isEmpty()) {
      answer.put(
          "outcome",
          isMisdirected(chosen)
              ? "421: another listener of the port has this host"
              : "404: " + whyNone(chosen, owner));
    }
    if (chosen == null) {
      return;
    }
    RouteConfig route = chosen.route();
    answer
        .putObject("route")
        .put("route", route.identity().route())
        .put("rule", route.identity().rule())
        .put("pattern", route.identity().pattern())
        .put("precedence", route.precedence())
        .put("version", chosen.version());
    describeAction(answer, exchange, route);
  }

  private static boolean isMisdirected(@Nullable ChosenRoute chosen) {
    return chosen != null
        && chosen.route().action() instanceof RouteAction.Reply reply
        && reply.status() == MISDIRECTED_REQUEST;
  }

  private static String whyNone(@Nullable ChosenRoute chosen, @Nullable String owner) {
    if (owner == null) {
      return "no Gateway listener takes this host";
    }
    return chosen == null
        ? "no route of this host takes the request"
        : "no route of Gateway listener '" + owner + "' takes the request";
  }

  private void describeAction(ObjectNode answer, Exchange exchange, RouteConfig route) {
    ObjectNode action = answer.putObject("action");
    switch (route.action()) {
      case RouteAction.Reply reply -> {
        action.put("type", "reply").put("status", reply.status()).put("body", reply.body());
        putOutcome(answer, reply.status() + " answered by the proxy");
      }
      case RouteAction.Redirect redirect -> {
        String location = RouteFilters.location(exchange, redirect);
        action.put("type", "redirect").put("status", redirect.status()).put("location", location);
        putOutcome(answer, redirect.status() + " to " + location);
      }
      case RouteAction.Forward forward -> {
        action
            .put("type", "forward")
            .put("timeoutMillis", forward.timeout().toMillis())
            .put("retries", forward.retry().attempts());
        describeBackends(answer.putArray("backends"), exchange, route, forward);
        putOutcome(answer, "forwarded by " + route.identity().route());
      }
    }
  }

  private void describeBackends(
      ArrayNode backends, Exchange exchange, RouteConfig route, RouteAction.Forward forward) {
    long total = forward.clusters().stream().mapToLong(RouteAction.WeightedCluster::weight).sum();
    for (RouteAction.WeightedCluster weighted : forward.clusters()) {
      ClusterConfig cluster = config.clusters().get(weighted.cluster());
      ObjectNode backend =
          backends
              .addObject()
              .put("cluster", weighted.cluster())
              .put("weight", weighted.weight())
              .put("share", total == 0 ? 0 : (double) weighted.weight() / total);
      if (cluster == null) {
        backend.put("problem", "does not exist: answers " + forward.clusterNotFoundStatus());
        continue;
      }
      backend.put("backend", cluster.backend());
      Exchange sent = copy(exchange);
      RouteFilters.toUpstream(sent.request(), route, forward, weighted);
      backend.put("target", sent.request().target()).put("host", sent.request().authority());
      describeEndpoints(backend, cluster.endpoints());
    }
  }

  private void describeEndpoints(ObjectNode backend, ClusterConfig.EndpointSource source) {
    switch (source) {
      case ClusterConfig.EndpointSource.Eds(String name) -> {
        EndpointsConfig found = config.endpoints().get(name);
        putEndpoints(backend, found == null ? List.of() : found.endpoints());
        backend.put("endpointsVersion", found == null ? "" : found.version());
      }
      case ClusterConfig.EndpointSource.Fixed(List<EndpointsConfig.Endpoint> endpoints) ->
          putEndpoints(backend, endpoints);
      case ClusterConfig.EndpointSource.Dns(String host, int port) ->
          backend.put("name", host + ":" + port);
    }
  }

  private static void putEndpoints(ObjectNode backend, List<EndpointsConfig.Endpoint> endpoints) {
    ArrayNode addresses = backend.putArray("endpoints");
    for (EndpointsConfig.Endpoint endpoint : endpoints) {
      addresses.add(
          endpoint.address().getAddress().getHostAddress() + ":" + endpoint.address().getPort());
    }
    if (endpoints.isEmpty()) {
      backend.put("problem", "no endpoint: answers 503");
    }
  }

  private static Exchange copy(Exchange exchange) {
    Exchange copy = new Exchange(exchange.source(), exchange.destination(), exchange.listener());
    copy.request().setMethod(exchange.originalMethod());
    copy.request().setAuthority(exchange.originalAuthority());
    copy.request().setTarget(exchange.originalTarget());
    return copy;
  }

  private static void putOutcome(ObjectNode answer, String outcome) {
    if (!answer.has("outcome")) {
      answer.put("outcome", outcome);
    }
  }
}
