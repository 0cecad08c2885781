package dev.agentgateway.controlplane.provisioning;

/**
 * What all provisioned proxies have in common.
 *
 * @param image container image
 * @param xds HOST:PORT that they find the control plane at
 */
public record ProxySettings(String image, String xds) {}
