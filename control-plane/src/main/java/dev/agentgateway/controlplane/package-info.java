/** The control plane: Gateway API objects in, xDS out. */
@NullMarked
package dev.agentgateway.controlplane;

import org.jspecify.annotations.NullMarked;
