package dev.agentgateway.controlplane.translation.backend;

/**
 * A port of a Service, as EndpointSlices know it.
 *
 * @param portName name of the Service's port; empty where it has none
 */
public record PortRef(String namespace, String service, String portName) {}
