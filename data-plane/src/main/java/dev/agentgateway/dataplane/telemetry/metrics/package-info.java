/** Counts without locks on the event loops and renders the sums as Prometheus text. */
@NullMarked
package dev.agentgateway.dataplane.telemetry.metrics;

import org.jspecify.annotations.NullMarked;
