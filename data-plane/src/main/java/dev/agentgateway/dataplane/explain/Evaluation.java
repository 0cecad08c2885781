package dev.agentgateway.dataplane.explain;

import dev.agentgateway.api.cel.Phase;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.cel.runtime.CelEvaluationException;

/** Evaluates expressions by the code that evaluates them for real requests. */
@FunctionalInterface
public interface Evaluation {
  /**
   * What an expression yields for a routed request of a Gateway.
   *
   * @throws CelEvaluationException where it does not compile for the phase, or fails
   */
  Object evaluate(String gateway, String expression, Phase phase, Exchange exchange)
      throws CelEvaluationException;
}
