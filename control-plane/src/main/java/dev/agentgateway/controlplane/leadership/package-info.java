/**
 * Which replica of the control plane leads: the one that writes statuses. Serving proxies needs no
 * leader.
 */
@NullMarked
package dev.agentgateway.controlplane.leadership;

import org.jspecify.annotations.NullMarked;
