/**
 * Turns configuration into running things: compiled routers, ports, clusters, telemetry.
 *
 * <p>Threading: one thread applies configurations, one after the other; what serves requests sees a
 * new state by one volatile write of an immutable value.
 */
@NullMarked
package dev.agentgateway.dataplane.runtime;

import org.jspecify.annotations.NullMarked;
