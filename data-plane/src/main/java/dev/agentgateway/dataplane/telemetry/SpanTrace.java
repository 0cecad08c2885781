package dev.agentgateway.dataplane.telemetry;

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
  private final @Nullable TraceParent server;
  private List<byte[]> held = List.of();

  /**
   * @param server the SERVER span; null where only a message inside the request is sampled
   */
  SpanTrace(LoopSpans spans, SamplingDecision decision, @Nullable TraceParent server) {
    this.spans = spans;
    this.decision = decision;
    this.server = server;
  }

  LoopSpans spans() {
    return spans;
  }

  SamplingDecision decision() {
    return decision;
  }

  @Nullable TraceParent server() {
    return server;
  }

  /** Keeps an encoded span until the filter has decided. */
  void hold(byte[] span) {
    if (held.isEmpty()) {
      held = new ArrayList<>(4);
    }
    held.add(span);
  }

  List<byte[]> held() {
    return held;
  }
}
