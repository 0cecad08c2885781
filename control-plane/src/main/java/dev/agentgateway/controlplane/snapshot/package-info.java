/**
 * What is served: immutable snapshots of every Gateway, structurally shared, and the store that
 * replaces them.
 *
 * <p><b>Threading.</b> Values are immutable. {@link
 * dev.agentgateway.controlplane.snapshot.SnapshotStore} publishes with one volatile write; a
 * Gateway is encoded for a dialect when a stream of that dialect first asks, on that stream's
 * thread.
 */
@NullMarked
package dev.agentgateway.controlplane.snapshot;

import org.jspecify.annotations.NullMarked;
