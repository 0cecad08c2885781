/** Decides whether a request is traced and what its trace headers say afterwards. */
@NullMarked
package dev.agentgateway.dataplane.telemetry.sampling;

import org.jspecify.annotations.NullMarked;
