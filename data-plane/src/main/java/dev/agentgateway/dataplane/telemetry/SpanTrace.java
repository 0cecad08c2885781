package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.dataplane.exchange.RequestTrace;
import dev.agentgateway.dataplane.telemetry.runs.Identifier;
import dev.agentgateway.dataplane.telemetry.runs.RunIndex.Place;
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
  private @Nullable Identifier session;
  private @Nullable Place place;
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

  /** What the request's head says of its run; null: nothing, or it is not looked at. */
  @Nullable Identifier session() {
    return session;
  }

  void setSession(@Nullable Identifier session) {
    this.session = session;
  }

  /** Where the request is in its run; null: in none that is known yet. */
  @Nullable Place place() {
    return place;
  }

  void setPlace(@Nullable Place place) {
    this.place = place;
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
