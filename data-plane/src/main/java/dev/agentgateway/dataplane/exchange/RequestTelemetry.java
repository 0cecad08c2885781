package dev.agentgateway.dataplane.exchange;

/**
 * What is told of a request while it passes. Implementations never block and never throw.
 *
 * <p>Called on the exchange's event loop, in this order: {@link #routed}, then per attempt {@link
 * #attemptStarted} and {@link #attemptEnded}, then {@link #ended}, each exactly once; also for
 * requests that end in a local reply.
 */
public interface RequestTelemetry {

  /** Records nothing and leaves trace headers alone. */
  RequestTelemetry NONE =
      new RequestTelemetry() {
        @Override
        public void routed(Exchange exchange) {}

        @Override
        public void attemptStarted(Exchange exchange, Attempt attempt) {}

        @Override
        public void attemptEnded(Exchange exchange, Attempt attempt) {}

        @Override
        public void ended(Exchange exchange) {}
      };

  /**
   * The route is known (or that there is none), nothing went upstream. Takes the sampling decision
   * and changes the request's trace headers as it demands.
   */
  void routed(Exchange exchange);

  /** An attempt is about to be written; sets the trace headers that it carries. */
  void attemptStarted(Exchange exchange, Attempt attempt);

  /** An attempt's response body ended, or it failed. */
  void attemptEnded(Exchange exchange, Attempt attempt);

  /** The response body ended, the client left, or the request failed. */
  void ended(Exchange exchange);
}
