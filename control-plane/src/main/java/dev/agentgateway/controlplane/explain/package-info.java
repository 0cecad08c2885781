/** The command that asks a running control plane to explain a request. */
@NullMarked
package dev.agentgateway.controlplane.explain;

import org.jspecify.annotations.NullMarked;
