package dev.agentgateway.dataplane.telemetry.sampling;

import dev.agentgateway.dataplane.exchange.Exchange;

/** What a policy says of the share of requests to trace. Called on event loops. */
@FunctionalInterface
public interface SamplingExpression {
  /** Result of an expression that failed or yielded neither a bool nor a number. */
  double FAILED = Double.NEGATIVE_INFINITY;

  /** Not set. */
  SamplingExpression UNSET =
      new SamplingExpression() {
        @Override
        public double probability(Exchange exchange) {
          throw new IllegalStateException("not set");
        }

        @Override
        public boolean isSet() {
          return false;
        }
      };

  /**
   * The probability to trace this request: 1 for true, 0 for false, a number as it is; {@link
   * #FAILED} on an error.
   */
  double probability(Exchange exchange);

  /** Whether the policy says anything. */
  default boolean isSet() {
    return true;
  }
}
