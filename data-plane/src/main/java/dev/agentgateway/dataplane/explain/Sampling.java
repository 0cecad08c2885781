package dev.agentgateway.dataplane.explain;

import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.telemetry.sampling.SamplingDecision;

/** Takes sampling decisions by the code that decides for real requests, and records nothing. */
@FunctionalInterface
public interface Sampling {
  /** The decision for a routed request of a Gateway under this policy. */
  SamplingDecision explain(String gateway, TracingConfig policy, Exchange exchange);
}
