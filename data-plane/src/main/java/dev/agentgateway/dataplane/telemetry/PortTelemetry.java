package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.exchange.Attempt;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.Contents;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.MessageContext;
import dev.agentgateway.dataplane.exchange.RequestTelemetry;
import dev.agentgateway.dataplane.exchange.RequestTrace;
import dev.agentgateway.dataplane.exchange.UnreadBody;
import dev.agentgateway.dataplane.protocol.a2a.A2aCall;
import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.llm.PriceCatalogue;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import dev.agentgateway.dataplane.telemetry.accesslog.AccessLogPolicy;
import dev.agentgateway.dataplane.telemetry.metrics.MetricLabels;
import dev.agentgateway.dataplane.telemetry.sampling.Sampler;
import dev.agentgateway.dataplane.telemetry.sampling.SamplingDecision;
import dev.agentgateway.dataplane.telemetry.sampling.SamplingReason;
import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import dev.agentgateway.dataplane.telemetry.span.OpenSpan;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Telemetry of one port under one configuration. Immutable; called on event loops. */
final class PortTelemetry implements RequestTelemetry {
  private final Map<String, ListenerTelemetry> byListener;
  private final boolean hasMore;
  private final RequestRuns runs;
  private final Supplier<LoopTelemetry> loop;

  /**
   * @param byListener policies by Gateway listener name; the empty key holds what applies to others
   * @param runs shared by all ports
   * @param loop yields what belongs to the calling event loop
   */
  PortTelemetry(
      Map<String, ListenerTelemetry> byListener, RequestRuns runs, Supplier<LoopTelemetry> loop) {
    this.byListener = Map.copyOf(byListener);
    this.hasMore = byListener.values().stream().anyMatch(ListenerTelemetry::hasMore);
    this.runs = runs;
    this.loop = loop;
  }

  @Override
  public void routed(Exchange exchange) {
    LoopTelemetry own = loop.get();
    ListenerTelemetry listener = listener(exchange, own);
    TracingPolicy policy = listener.tracing();
    if (policy == null) {
      own.metrics().decided(exchange, SamplingReason.NO_POLICY, false);
    } else {
      routed(exchange, policy, own);
    }
    if (listener.wantsBodies(exchange.trace() != null)) {
      exchange.setWanted(listener.contents());
    }
  }

  private void routed(Exchange exchange, TracingPolicy policy, LoopTelemetry own) {
    SamplingDecision decision = policy.sampler().decide(exchange, own);
    Headers headers = exchange.request().headers();
    own.metrics().decided(exchange, decision.reason(), decision.sampled());
    TraceParent context = decision.context();
    if (!decision.sampled() || context == null) {
      Sampler.apply(decision, headers);
    } else {
      Sampler.applyTraceState(decision, headers);
      LoopSpans spans = own.spans(policy);
      spans.started();
      SpanTrace trace = new SpanTrace(spans, decision, context);
      exchange.setTrace(trace);
      if (policy.joinsRuns()) {
        runs.routed(policy, exchange, trace);
      }
    }
  }

  @Override
  public Contents contents(Exchange exchange) {
    return listener(exchange, loop.get()).contents();
  }

  @Override
  public void callStarted(Exchange exchange, AgentCall call, @Nullable MessageContext context) {
    call.setStartEpochNanos(now(exchange));
    exchange.addCall(call);
    openSpan(exchange, call, context);
    // What an A2A request says is told later.
    if (!(call instanceof A2aCall)) {
      callRead(exchange, call);
    }
  }

  @Override
  public void callRead(Exchange exchange, AgentCall call) {
    TracingPolicy policy = policy(exchange);
    if (policy != null && policy.joinsRuns()) {
      runs.read(policy, exchange, call);
    }
  }

  private void openSpan(Exchange exchange, AgentCall call, @Nullable MessageContext context) {
    if (context != null) {
      TraceParent sent = TraceParent.parse(context.traceParent());
      TracingPolicy policy = policy(exchange);
      if (sent != null && policy != null) {
        messageStarted(exchange, call, policy, sent, context.traceState());
        return;
      }
    }
    AgentCall around = call.parent();
    RequestTrace outer = around == null ? null : around.trace();
    if (outer instanceof Unsampled) {
      call.setTrace(outer);
    } else if (exchange.trace() instanceof SpanTrace trace) {
      OpenSpan span = child(trace, around);
      if (span != null) {
        trace.spans().started();
        call.setTrace(span);
      }
    }
  }

  @Override
  public @Nullable MessageContext propagated(Exchange exchange, AgentCall call) {
    if (!(call.trace() instanceof OpenSpan span)) {
      return null;
    }
    String own = span.traceState();
    String state = own != null ? own : exchange.request().headers().get(Sampler.TRACESTATE);
    return new MessageContext(span.context().format(), state == null ? "" : state);
  }

  @Override
  public void callEnded(Exchange exchange, AgentCall call) {
    LoopTelemetry own = loop.get();
    long known = call.endEpochNanos();
    long end = known == 0 ? now(exchange) : known;
    TracingPolicy policy = policy(exchange);
    if (policy != null && policy.joinsRuns()) {
      runs.ended(policy, exchange, call);
    }
    PriceCatalogue.Status price = call instanceof LlmCall llm ? own.price(llm) : null;
    if (call.trace() instanceof OpenSpan span && exchange.trace() instanceof SpanTrace trace) {
      trace.spans().callEnded(exchange, trace, call, span, end);
    }
    TraceParent context = call.trace() instanceof OpenSpan span ? span.context() : null;
    switch (call) {
      case LlmCall llm ->
          own.calls().ended(exchange, llm, price, labels(exchange, end), context, end);
      case McpCall mcp -> own.calls().ended(exchange, mcp, labels(exchange, end), context, end);
      case A2aCall a2a -> own.calls().ended(exchange, a2a, labels(exchange, end), context, end);
      default -> {}
    }
  }

  @Override
  public void bodyUnread(Exchange exchange, UnreadBody body) {
    loop.get().calls().unread(exchange, body);
  }

  @Override
  public void attemptStarted(Exchange exchange, Attempt attempt) {
    AgentCall call = attempt.parent();
    if (call != null) {
      call.setAttempt(attempt);
    }
    if (exchange.trace() instanceof SpanTrace trace) {
      OpenSpan span = child(trace, attempt.parent());
      if (span != null) {
        attempt.setTrace(span);
        trace.spans().started();
        attempt.request().headers().set(Sampler.TRACEPARENT, span.context().format());
      }
    }
  }

  @Override
  public void attemptEnded(Exchange exchange, Attempt attempt) {
    if (attempt.trace() instanceof OpenSpan span && exchange.trace() instanceof SpanTrace trace) {
      trace.spans().attemptEnded(exchange, trace, attempt, span, now(exchange));
    }
  }

  @Override
  public void ended(Exchange exchange) {
    long nanos = System.nanoTime() - exchange.startNanos();
    long end = exchange.startEpochNanos() + nanos;
    if (exchange.trace() instanceof SpanTrace trace) {
      runs.ended(trace);
      trace.spans().ended(exchange, trace, end);
    }
    LoopTelemetry own = loop.get();
    String labels = "";
    if (hasMore) {
      labels = labels(exchange, end);
      AccessLogPolicy accessLog = listener(exchange, own).accessLog();
      if (accessLog != null) {
        TraceParent server = exchange.trace() instanceof SpanTrace trace ? trace.server() : null;
        own.accessLog().ended(accessLog, exchange, server, end);
      }
    }
    own.metrics().ended(exchange, nanos, labels);
  }

  /** Labels that a policy adds to metrics of this request. */
  private String labels(Exchange exchange, long endEpochNanos) {
    MetricLabels labels = hasMore ? listener(exchange, loop.get()).labels() : null;
    return labels == null ? "" : labels.text(exchange, endEpochNanos);
  }

  /** A call whose message carries a valid context: that is its parent, and decides. */
  private void messageStarted(
      Exchange exchange, AgentCall call, TracingPolicy policy, TraceParent sent, String state) {
    LoopTelemetry own = loop.get();
    SamplingDecision decision = policy.sampler().decide(exchange, sent, state, own);
    TraceParent context = decision.context();
    if (!decision.sampled() || context == null) {
      call.setTrace(Unsampled.UNSAMPLED);
      return;
    }
    TraceParent server = null;
    if (exchange.trace() instanceof SpanTrace trace) {
      server = trace.server();
    } else {
      SpanTrace inside = new SpanTrace(own.spans(policy), decision, null);
      exchange.setTrace(inside);
      if (policy.joinsRuns()) {
        runs.routed(policy, exchange, inside);
      }
    }
    String decided = decision.traceState();
    own.spans(policy).started();
    call.setTrace(
        new OpenSpan(context, sent.spanId(), decided == null ? state : decided, true, server));
  }

  /** A span below the nearest call that has one, else below the request's; null: below neither. */
  private @Nullable OpenSpan child(SpanTrace trace, @Nullable AgentCall around) {
    for (AgentCall call = around; call != null; call = call.parent()) {
      if (call.trace() instanceof OpenSpan outer) {
        return outer.child(loop.get().nextSpanId());
      }
    }
    TraceParent server = trace.server();
    return server == null
        ? null
        : new OpenSpan(
            new TraceParent(
                server.traceHigh(), server.traceLow(), loop.get().nextSpanId(), server.flags()),
            server.spanId(),
            trace.decision().traceState(),
            false,
            null);
  }

  private @Nullable TracingPolicy policy(Exchange exchange) {
    return listener(exchange, loop.get()).tracing();
  }

  /** The policies of a Gateway listener of this port. */
  ListenerTelemetry listener(String gatewayListener) {
    ListenerTelemetry own = byListener.get(gatewayListener);
    return own != null ? own : byListener.getOrDefault("", ListenerTelemetry.NONE);
  }

  private ListenerTelemetry listener(Exchange exchange, LoopTelemetry own) {
    ChosenRoute route = exchange.route();
    return own.listener(this, route == null ? "" : route.gatewayListener());
  }

  private static long now(Exchange exchange) {
    return exchange.startEpochNanos() + System.nanoTime() - exchange.startNanos();
  }
}
