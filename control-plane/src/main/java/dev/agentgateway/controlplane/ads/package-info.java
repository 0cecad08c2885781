/**
 * The aggregated discovery service, delta and state of the world: one subscription state machine
 * per stream and resource type.
 *
 * <p><b>Threading.</b> Everything about a stream happens in its own serial executor: requests,
 * snapshot changes, readiness and timers are posted to it, and no lock is held while it runs.
 * {@link dev.agentgateway.controlplane.ads.ProxyRegistry} is written by those executors and read by
 * anyone.
 */
@NullMarked
package dev.agentgateway.controlplane.ads;

import org.jspecify.annotations.NullMarked;
