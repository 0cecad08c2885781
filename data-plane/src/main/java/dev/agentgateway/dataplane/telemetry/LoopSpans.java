package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.dataplane.exchange.Attempt;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.telemetry.cel.RequestVariables;
import dev.agentgateway.dataplane.telemetry.export.DropReason;
import dev.agentgateway.dataplane.telemetry.export.SpanBuffer;
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

  void attemptEnded(Exchange exchange, SpanTrace trace, Attempt attempt, long endEpochNanos) {
    trace.attemptEnded();
    encoder.client(exchange, attempt, trace.context(), trace.attemptSpanId(), endEpochNanos);
    if (policy.hasFilter()) {
      trace.hold(Arrays.copyOf(encoder.bytes(), encoder.size()));
    } else {
      buffer.ended(encoder.bytes(), encoder.size());
    }
  }

  void ended(Exchange exchange, SpanTrace trace, long endEpochNanos) {
    RequestVariables variables = policy.variables(exchange, endEpochNanos);
    if (!policy.keeps(variables)) {
      buffer.dropped(DropReason.FILTERED, 1 + trace.held().size());
      return;
    }
    for (byte[] span : trace.held()) {
      buffer.ended(span, span.length);
    }
    encoder.server(exchange, trace.decision(), trace.context(), endEpochNanos, variables);
    buffer.ended(encoder.bytes(), encoder.size());
  }
}
