package dev.agentgateway.dataplane.telemetry.metrics;

import static dev.agentgateway.dataplane.telemetry.metrics.PrometheusText.label;

import dev.agentgateway.dataplane.config.RouteConfig;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.Exchange;

/** Labels that say which route took a request. What is missing is {@code unknown}. */
record RouteLabels(String bind, String gateway, String listener, String route, String rule) {

  static RouteLabels of(Exchange exchange) {
    ChosenRoute route = exchange.route();
    RouteConfig.Identity identity = route == null ? null : route.route().identity();
    return new RouteLabels(
        known(exchange.listener().name()),
        known(exchange.listener().policies().gateway()),
        known(route == null ? "" : route.gatewayListener()),
        known(identity == null ? "" : identity.route()),
        known(identity == null ? "" : identity.rule()));
  }

  static String known(String value) {
    return value.isEmpty() ? "unknown" : value;
  }

  /** As text, in upstream's order. */
  String text() {
    return String.join(
        ",",
        label("bind", bind),
        label("gateway", gateway),
        label("listener", listener),
        label("route", route),
        label("route_rule", rule));
  }
}
