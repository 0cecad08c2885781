package dev.agentgateway.controlplane.view;

/**
 * An xDS resource that is served.
 *
 * @param gateway NAMESPACE/NAME
 * @param type short name, such as {@code Listener}
 * @param version hash of its content
 */
public record ServedResource(String gateway, String type, String name, String version) {}
