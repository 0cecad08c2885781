package dev.agentgateway.dataplane.telemetry.sampling;

import dev.agentgateway.dataplane.exchange.Headers;

/** Randomness that the traces of one run of an agent share, so that they are kept together. */
public interface RunRandomness {

  /** Of a request that belongs to no known run, or where runs are not looked for. */
  RunRandomness NONE = headers -> -1;

  /** 56 bits, for {@code ot=rv}; -1: the trace's own. */
  long of(Headers headers);
}
