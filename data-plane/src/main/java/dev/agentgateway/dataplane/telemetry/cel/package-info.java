/** Evaluates the expressions of policies against requests. */
@NullMarked
package dev.agentgateway.dataplane.telemetry.cel;

import org.jspecify.annotations.NullMarked;
