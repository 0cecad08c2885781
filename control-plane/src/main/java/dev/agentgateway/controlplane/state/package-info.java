/**
 * The desired state: every object that a source saw, at one instant, as immutable indexed values.
 */
@NullMarked
package dev.agentgateway.controlplane.state;

import org.jspecify.annotations.NullMarked;
