/** Sampling, spans, metrics, export; every attribute name in one class per namespace. */
@NullMarked
package dev.agentgateway.dataplane.telemetry;

import org.jspecify.annotations.NullMarked;
