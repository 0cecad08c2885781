package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.dataplane.exchange.RequestTrace;

/** Of a call whose message said that it is not sampled; calls that are part of it are not. */
enum Unsampled implements RequestTrace {
  UNSAMPLED
}
