package dev.agentgateway.dataplane.exchange;

import dev.agentgateway.dataplane.config.RouteConfig;

/**
 * The route that took a request. Made when routes are compiled, never per request.
 *
 * @param route what was configured
 * @param gatewayListener name of the Gateway listener; may be empty
 * @param version xDS version of the virtual host
 */
public record ChosenRoute(RouteConfig route, String gatewayListener, String version) {}
