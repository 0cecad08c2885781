/** Gateways and their listeners: which are valid, which routes they take, what their status is. */
@NullMarked
package dev.agentgateway.controlplane.translation.gateway;

import org.jspecify.annotations.NullMarked;
