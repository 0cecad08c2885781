/**
 * Turns the desired state into what the gateways should do and what to tell people about it; pure,
 * total, no I/O, no clock.
 */
@NullMarked
package dev.agentgateway.controlplane.translation;

import org.jspecify.annotations.NullMarked;
