package dev.agentgateway.dataplane.xds.decode;

import dev.agentgateway.dataplane.config.RouteTableConfig;

/**
 * A RouteConfiguration.
 *
 * @param table with the virtual hosts that are written in it
 * @param hasDiscoveredHosts whether VirtualHost resources of its name belong to it (vhds)
 */
public record RouteTableResource(RouteTableConfig table, boolean hasDiscoveredHosts) {}
