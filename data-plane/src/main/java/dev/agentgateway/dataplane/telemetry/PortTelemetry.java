package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.dataplane.exchange.Attempt;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.RequestTelemetry;
import dev.agentgateway.dataplane.telemetry.sampling.Sampler;
import dev.agentgateway.dataplane.telemetry.sampling.SamplingDecision;
import dev.agentgateway.dataplane.telemetry.sampling.SamplingReason;
import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Telemetry of one port under one configuration. Immutable; called on event loops. */
final class PortTelemetry implements RequestTelemetry {
  private final Map<String, TracingPolicy> byListener;
  private final Supplier<LoopTelemetry> loop;

  /**
   * @param byListener policies by Gateway listener name; the empty key holds what applies to others
   * @param loop yields what belongs to the calling event loop
   */
  PortTelemetry(Map<String, TracingPolicy> byListener, Supplier<LoopTelemetry> loop) {
    this.byListener = Map.copyOf(byListener);
    this.loop = loop;
  }

  @Override
  public void routed(Exchange exchange) {
    LoopTelemetry own = loop.get();
    TracingPolicy policy = policy(exchange);
    if (policy == null) {
      own.metrics().decided(exchange, SamplingReason.NO_POLICY, false);
      return;
    }
    SamplingDecision decision = policy.sampler().decide(exchange, own);
    Sampler.apply(decision, exchange.request().headers());
    own.metrics().decided(exchange, decision.reason(), decision.sampled());
    TraceParent context = decision.context();
    if (decision.sampled() && context != null) {
      LoopSpans spans = own.spans(policy);
      spans.started();
      exchange.setTrace(new SpanTrace(spans, decision, context));
    }
  }

  @Override
  public void attemptStarted(Exchange exchange, Attempt attempt) {
    if (exchange.trace() instanceof SpanTrace trace) {
      long spanId = loop.get().nextSpanId();
      trace.attemptStarted(attempt, spanId);
      trace.spans().started();
      TraceParent server = trace.context();
      exchange
          .request()
          .headers()
          .set(
              Sampler.TRACEPARENT,
              new TraceParent(server.traceHigh(), server.traceLow(), spanId, server.flags())
                  .format());
    }
  }

  @Override
  public void attemptEnded(Exchange exchange, Attempt attempt) {
    if (exchange.trace() instanceof SpanTrace trace && trace.attempt() == attempt) {
      trace.spans().attemptEnded(exchange, trace, attempt, now(exchange));
    }
  }

  @Override
  public void ended(Exchange exchange) {
    long nanos = System.nanoTime() - exchange.startNanos();
    if (exchange.trace() instanceof SpanTrace trace) {
      long end = exchange.startEpochNanos() + nanos;
      Attempt open = trace.attempt();
      if (open != null) {
        trace.spans().attemptEnded(exchange, trace, open, end);
      }
      trace.spans().ended(exchange, trace, end);
    }
    loop.get().metrics().ended(exchange, nanos);
  }

  private @Nullable TracingPolicy policy(Exchange exchange) {
    ChosenRoute route = exchange.route();
    TracingPolicy own = route == null ? null : byListener.get(route.gatewayListener());
    return own != null ? own : byListener.get("");
  }

  private static long now(Exchange exchange) {
    return exchange.startEpochNanos() + System.nanoTime() - exchange.startNanos();
  }
}
