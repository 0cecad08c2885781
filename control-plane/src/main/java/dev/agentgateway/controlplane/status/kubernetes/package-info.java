/**
 * Statuses on a Kubernetes API server: written by the leader, by server-side apply, only where they
 * differ from what is there.
 *
 * <p>Threads: one compares; writes run on virtual threads, a few at once and one per object.
 */
@NullMarked
package dev.agentgateway.controlplane.status.kubernetes;

import org.jspecify.annotations.NullMarked;
