package dev.agentgateway.dataplane.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.dataplane.exchange.Exchange;

/** Says whether a request would be traced, and why, by the code that decides for real ones. */
@FunctionalInterface
public interface TracingDryRun {

  /**
   * Decides without counting or recording anything.
   *
   * @param exchange a routed request; changed by nothing
   */
  ObjectNode explain(Exchange exchange);
}
