package dev.agentgateway.dataplane.config;

/**
 * One match and what to do with requests that it takes.
 *
 * @param identity what telemetry calls it
 * @param precedence sorts routes across virtual hosts of one domain, byte order, lower first; empty
 *     sorts last, and equal keys keep their order
 * @param match which requests it takes
 * @param action what happens to them
 * @param requestHeaders applied before the request goes upstream
 * @param responseHeaders applied before a response goes downstream
 */
public record RouteConfig(
    Identity identity,
    String precedence,
    RouteMatch match,
    RouteAction action,
    HeaderMutation requestHeaders,
    HeaderMutation responseHeaders) {

  /**
   * Names of a route.
   *
   * @param route NAMESPACE/NAME of the HTTPRoute, or the xDS route's name; may be empty
   * @param rule the rule's name, else its index; may be empty
   * @param pattern {@code http.route}; empty for a catch-all that only answers 404
   */
  public record Identity(String route, String rule, String pattern) {}
}
