/** Receives OTLP spans, keeps the newest traces in bounded memory and passes them on. */
@NullMarked
package dev.agentgateway.controlplane.traces;

import org.jspecify.annotations.NullMarked;
