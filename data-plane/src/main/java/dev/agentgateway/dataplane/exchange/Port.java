package dev.agentgateway.dataplane.exchange;

import dev.agentgateway.dataplane.config.ListenerConfig;

/**
 * Everything needed to serve requests of one port at one version of the configuration. A request
 * keeps the one it began with.
 *
 * @param config where to listen and the limits
 * @param router chooses routes
 * @param telemetry is told of every request
 * @param secrets what backends are given
 */
public record Port(
    ListenerConfig config, RequestRouter router, RequestTelemetry telemetry, Secrets secrets) {}
