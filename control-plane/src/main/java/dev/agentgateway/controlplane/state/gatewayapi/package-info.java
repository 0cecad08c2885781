/**
 * Kinds of Gateway API that are not served: what their statuses need is read, so that their authors
 * are told.
 */
@NullMarked
package dev.agentgateway.controlplane.state.gatewayapi;

import org.jspecify.annotations.NullMarked;
