package dev.agentgateway.dataplane.runtime;

import dev.agentgateway.dataplane.exchange.Port;
import dev.agentgateway.dataplane.route.Router;

/**
 * A port that is served.
 *
 * @param port what the data path was given
 * @param router the same router as the port's, by its own type
 */
public record ServedPort(Port port, Router router) {}
