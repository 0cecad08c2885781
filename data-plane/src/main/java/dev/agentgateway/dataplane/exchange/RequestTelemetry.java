package dev.agentgateway.dataplane.exchange;

import org.jspecify.annotations.Nullable;

/**
 * What is told of a request while it passes. Implementations never block and never throw.
 *
 * <p>Called on the exchange's event loop, in this order: {@link #routed}, then per call of an agent
 * protocol {@link #callStarted} and {@link #callEnded} and per attempt {@link #attemptStarted} and
 * {@link #attemptEnded}, then {@link #ended}, each exactly once; also for requests that end in a
 * local reply. A call begins before and ends after the calls and attempts that are part of it.
 */
public interface RequestTelemetry {

  /** Records nothing and leaves trace headers alone. */
  RequestTelemetry NONE =
      new RequestTelemetry() {
        @Override
        public void routed(Exchange exchange) {}

        @Override
        public Contents contents(Exchange exchange) {
          return Contents.NONE;
        }

        @Override
        public void callStarted(
            Exchange exchange, AgentCall call, @Nullable MessageContext context) {}

        @Override
        public @Nullable MessageContext propagated(Exchange exchange, AgentCall call) {
          return null;
        }

        @Override
        public void callEnded(Exchange exchange, AgentCall call) {}

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

  /** What of the contents of messages may be kept. Known once the request was routed. */
  Contents contents(Exchange exchange);

  /**
   * A call of an agent protocol began; sets its start.
   *
   * @param context where the message that it answers names one; a valid one is its span's parent,
   *     with a sampling decision of its own
   */
  void callStarted(Exchange exchange, AgentCall call, @Nullable MessageContext context);

  /**
   * The request of an A2A call was read; of other calls all that their request says is known when
   * they start.
   */
  default void callRead(Exchange exchange, AgentCall call) {}

  /** A body of MCP or A2A passed without being read, or without being read whole. */
  default void bodyUnread(Exchange exchange, UnreadBody body) {}

  /** The context to write into a message of this call; null: the message stays as it is. */
  @Nullable MessageContext propagated(Exchange exchange, AgentCall call);

  /** A call's answer ended, or it failed; nothing of it changes any more. */
  void callEnded(Exchange exchange, AgentCall call);

  /** An attempt is about to be written; sets the trace headers that it carries. */
  void attemptStarted(Exchange exchange, Attempt attempt);

  /** An attempt's response body ended, or it failed. */
  void attemptEnded(Exchange exchange, Attempt attempt);

  /** The response body ended, the client left, or the request failed. */
  void ended(Exchange exchange);
}
