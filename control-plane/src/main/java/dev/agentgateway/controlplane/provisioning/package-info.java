/**
 * The proxies of a Gateway on Kubernetes: which objects they need, and keeping these as they should
 * be, by the leader, through server-side apply.
 */
@NullMarked
package dev.agentgateway.controlplane.provisioning;

import org.jspecify.annotations.NullMarked;
