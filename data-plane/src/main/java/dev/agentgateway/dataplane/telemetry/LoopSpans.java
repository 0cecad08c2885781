package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.exchange.Attempt;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.telemetry.cel.RequestVariables;
import dev.agentgateway.dataplane.telemetry.export.DropReason;
import dev.agentgateway.dataplane.telemetry.export.SpanBuffer;
import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import dev.agentgateway.dataplane.telemetry.span.OpenSpan;
import dev.agentgateway.dataplane.telemetry.span.SpanEncoder;
import dev.agentgateway.dataplane.telemetry.span.SpanProblems;
import java.util.Arrays;

/** Starts and ends the spans of one policy on one event loop. */
final class LoopSpans {
  private final TracingPolicy policy;
  private final SpanEncoder encoder;
  private final SpanBuffer buffer;

  LoopSpans(TracingPolicy policy, SpanProblems problems) {
    this.policy = policy;
    this.encoder = new SpanEncoder(policy.shape(), problems);
    this.buffer = policy.sink().newBuffer();
  }

  void started() {
    buffer.started();
  }

  void attemptEnded(
      Exchange exchange, SpanTrace trace, Attempt attempt, OpenSpan span, long endEpochNanos) {
    encoder.client(exchange, attempt, span, endEpochNanos);
    queue(trace);
  }

  void callEnded(
      Exchange exchange, SpanTrace trace, AgentCall call, OpenSpan span, long endEpochNanos) {
    encoder.call(exchange, call, span, endEpochNanos);
    queue(trace);
  }

  void ended(Exchange exchange, SpanTrace trace, long endEpochNanos) {
    TraceParent server = trace.server();
    RequestVariables variables = policy.variables(exchange, endEpochNanos);
    if (policy.hasFilter()) {
      if (!policy.keeps(variables)) {
        buffer.dropped(DropReason.FILTERED, (server == null ? 0 : 1) + trace.held().size());
        return;
      }
      for (byte[] span : trace.held()) {
        buffer.ended(span, span.length);
      }
    }
    if (server != null) {
      encoder.server(exchange, trace.decision(), server, trace.place(), endEpochNanos, variables);
      buffer.ended(encoder.bytes(), encoder.size());
    }
  }

  private void queue(SpanTrace trace) {
    if (policy.hasFilter()) {
      trace.hold(Arrays.copyOf(encoder.bytes(), encoder.size()));
    } else {
      buffer.ended(encoder.bytes(), encoder.size());
    }
  }
}
