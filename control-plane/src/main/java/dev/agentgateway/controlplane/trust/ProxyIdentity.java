package dev.agentgateway.controlplane.trust;

import java.time.Instant;

/**
 * Whose token a proxy showed.
 *
 * @param namespace of its ServiceAccount
 * @param serviceAccount its name
 * @param pod that the token is bound to; may be empty
 * @param expires when the token ends
 */
record ProxyIdentity(String namespace, String serviceAccount, String pod, Instant expires) {}
