package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.dataplane.exchange.Attempt;
import dev.agentgateway.dataplane.exchange.RequestTrace;
import dev.agentgateway.dataplane.telemetry.sampling.SamplingDecision;
import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The spans of one request in flight. Confined to its event loop. */
final class SpanTrace implements RequestTrace {
  private final LoopSpans spans;
  private final SamplingDecision decision;
  private final TraceParent context;
  private @Nullable Attempt attempt;
  private long attemptSpanId;
  private List<byte[]> held = List.of();

  /**
   * @param context the SERVER span
   */
  SpanTrace(LoopSpans spans, SamplingDecision decision, TraceParent context) {
    this.spans = spans;
    this.decision = decision;
    this.context = context;
  }

  LoopSpans spans() {
    return spans;
  }

  SamplingDecision decision() {
    return decision;
  }

  TraceParent context() {
    return context;
  }

  /** The attempt whose span is open, or null. */
  @Nullable Attempt attempt() {
    return attempt;
  }

  long attemptSpanId() {
    return attemptSpanId;
  }

  void attemptStarted(Attempt started, long spanId) {
    attempt = started;
    attemptSpanId = spanId;
  }

  void attemptEnded() {
    attempt = null;
  }

  /** Keeps an encoded span until the filter has decided. */
  void hold(byte[] span) {
    if (held.isEmpty()) {
      held = new ArrayList<>(2);
    }
    held.add(span);
  }

  List<byte[]> held() {
    return held;
  }
}
