/** Encodes spans as OTLP protobuf; every attribute name in one class per namespace. */
@NullMarked
package dev.agentgateway.dataplane.telemetry.span;

import org.jspecify.annotations.NullMarked;
