package dev.agentgateway.controlplane.trust;

/**
 * What the xDS port is served with.
 *
 * @param authorities PEM certificates that proxies verify it by
 */
record ServingCertificates(Identity identity, String authorities) {}
