package dev.agentgateway.controlplane.status;

import dev.agentgateway.controlplane.translation.ResourceType;

/**
 * A proxy's refusal of the newest version of a resource.
 *
 * @param proxy the proxy's id
 * @param name xDS resource name
 * @param reason the proxy's own words
 */
public record Nack(String proxy, ResourceType type, String name, String reason) {}
