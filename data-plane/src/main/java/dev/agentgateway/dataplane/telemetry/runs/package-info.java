/**
 * Runs of agents, found again by real identifiers although the agent sends no trace context.
 *
 * <p>Threading: {@link dev.agentgateway.dataplane.telemetry.runs.RunIndex} is shared by all event
 * loops; a stripe's lock is held for one look-up and taken by requests of agents only. Everything
 * else is immutable.
 *
 * <p>Across replicas: a run's {@code session.id} is a digest of its first identifier, so that every
 * proxy that sees an identifier by which a run began names the run alike. What joins identifiers,
 * and the span that a link leads to, is known to the proxy that saw them together.
 */
@NullMarked
package dev.agentgateway.dataplane.telemetry.runs;

import org.jspecify.annotations.NullMarked;
