package dev.agentgateway.dataplane.telemetry.sampling;

import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a policy's sampling decisions.
 *
 * <p>Threading: immutable; called on event loops.
 *
 * @param client decides for a sampled parent
 * @param random decides where there is no valid parent
 * @param parentNotSampled decides for a valid parent that is not sampled
 * @param runs randomness of traces that begin here
 */
public record Sampler(
    SamplingExpression client,
    SamplingExpression random,
    SamplingExpression parentNotSampled,
    RunRandomness runs) {
  /** Trace, span and flags. */
  public static final HeaderName TRACEPARENT = HeaderName.of("traceparent");

  /** What vendors add. */
  public static final HeaderName TRACESTATE = HeaderName.of("tracestate");

  /**
   * Decides without changing anything.
   *
   * @param ids yields 64 random bits a call
   */
  public SamplingDecision decide(Exchange exchange, LongSupplier ids) {
    Headers headers = exchange.request().headers();
    int slot = headers.find(TRACEPARENT, 0);
    if (slot < 0) {
      return withoutParent(exchange, ids, SamplingReason.RANDOM);
    }
    boolean single = headers.find(TRACEPARENT, slot + 1) < 0;
    TraceParent parent = single ? TraceParent.parse(headers.value(slot)) : null;
    if (parent == null) {
      return withoutParent(exchange, ids, SamplingReason.MALFORMED_PARENT);
    }
    return decide(exchange, parent, joinedTraceState(headers), ids);
  }

  /**
   * Decides for a valid parent, from the request's headers or from a message inside it.
   *
   * @param traceState as it came; may be empty
   */
  public SamplingDecision decide(
      Exchange exchange, TraceParent parent, String traceState, LongSupplier ids) {
    return parent.sampled()
        ? withSampledParent(exchange, ids, parent, traceState)
        : withUnsampledParent(exchange, ids, parent, traceState);
  }

  /** Writes what a decision says of a request's headers. */
  public static void apply(SamplingDecision decision, Headers headers) {
    TraceParent context = decision.context();
    if (context != null) {
      headers.set(TRACEPARENT, context.format());
      applyTraceState(decision, headers);
    }
  }

  /** The same without the parent: of a request with spans each attempt writes its own. */
  public static void applyTraceState(SamplingDecision decision, Headers headers) {
    String traceState = decision.traceState();
    if (traceState == null) {
      return;
    }
    if (traceState.isEmpty()) {
      headers.remove(TRACESTATE);
    } else {
      headers.set(TRACESTATE, traceState);
    }
  }

  private SamplingDecision withoutParent(
      Exchange exchange, LongSupplier ids, SamplingReason reason) {
    if (!random.isSet()) {
      return SamplingDecision.untouched(SamplingReason.NO_DECISION, null);
    }
    double probability = random.probability(exchange);
    long high = ids.getAsLong();
    long low = nonZero(ids);
    long threshold = Probability.threshold(probability);
    boolean certain = threshold == 0 || threshold == Probability.NEVER;
    long shared = certain ? -1 : runs.of(exchange.request().headers());
    long randomness = shared >= 0 ? shared : Probability.randomness(low);
    boolean sampled = randomness >= threshold;
    TraceParent context =
        new TraceParent(high, low, nonZero(ids), sampled ? TraceParent.SAMPLED : 0);
    String traceState = sampled ? newTraceState(threshold, shared) : "";
    return new SamplingDecision(
        probability == SamplingExpression.FAILED ? SamplingReason.EXPRESSION_ERROR : reason,
        sampled,
        null,
        context,
        traceState,
        probability,
        threshold,
        randomness);
  }

  private SamplingDecision withSampledParent(
      Exchange exchange, LongSupplier ids, TraceParent parent, String value) {
    boolean plain = value.indexOf("ot=") < 0;
    if (!client.isSet() && plain) {
      return new SamplingDecision(
          SamplingReason.CLIENT, true, parent, child(parent, ids, true), null, Double.NaN, -1, -1);
    }
    double probability = !client.isSet() ? 1 : client.probability(exchange);
    TraceState state = plain ? TraceState.EMPTY : TraceState.parse(value);
    long randomness =
        state.randomness() != TraceState.NONE
            ? state.randomness()
            : Probability.randomness(parent.traceLow());
    // A parent that was sampled although its randomness is below its threshold tells nothing of
    // the probability: its th is erased.
    boolean known = state.threshold() != TraceState.NONE && randomness >= state.threshold();
    long threshold = Probability.threshold(probability);
    if (known) {
      threshold = Math.max(threshold, state.threshold());
    }
    boolean sampled = randomness >= threshold;
    long written = sampled && known ? threshold : TraceState.NONE;
    String traceState =
        written == state.threshold() ? null : withRest(state.withThreshold(written), value, plain);
    return new SamplingDecision(
        probability == SamplingExpression.FAILED
            ? SamplingReason.EXPRESSION_ERROR
            : SamplingReason.CLIENT,
        sampled,
        parent,
        child(parent, ids, sampled),
        traceState,
        !client.isSet() ? Double.NaN : probability,
        threshold,
        randomness);
  }

  private SamplingDecision withUnsampledParent(
      Exchange exchange, LongSupplier ids, TraceParent parent, String value) {
    if (!parentNotSampled.isSet()) {
      return SamplingDecision.untouched(SamplingReason.PARENT_NOT_SAMPLED, parent);
    }
    double probability = parentNotSampled.probability(exchange);
    if (probability == SamplingExpression.FAILED) {
      return SamplingDecision.untouched(SamplingReason.EXPRESSION_ERROR, parent);
    }
    TraceState state = TraceState.parse(value);
    long randomness =
        state.randomness() != TraceState.NONE
            ? state.randomness()
            : Probability.randomness(parent.traceLow());
    long threshold = Probability.threshold(probability);
    boolean sampled = randomness >= threshold;
    // The probability with which a parent came to be unsampled is not known: no th.
    String traceState =
        sampled && state.threshold() != TraceState.NONE
            ? state.withThreshold(TraceState.NONE).format()
            : null;
    return new SamplingDecision(
        SamplingReason.PARENT_NOT_SAMPLED,
        sampled,
        parent,
        sampled ? child(parent, ids, true) : null,
        traceState,
        probability,
        threshold,
        randomness);
  }

  private static TraceParent child(TraceParent parent, LongSupplier ids, boolean sampled) {
    int flags = (parent.flags() & TraceParent.RANDOM) | (sampled ? TraceParent.SAMPLED : 0);
    return new TraceParent(parent.traceHigh(), parent.traceLow(), nonZero(ids), flags);
  }

  private static String withRest(TraceState state, String value, boolean plain) {
    return plain ? value : state.format();
  }

  private static String newTraceState(long threshold, long randomness) {
    return threshold == 0
        ? "ot=th:0"
        : new TraceState(List.of(), List.of(), threshold, randomness).format();
  }

  private static long nonZero(LongSupplier ids) {
    long id = ids.getAsLong();
    return id == 0 ? 1 : id;
  }

  private static String joinedTraceState(Headers headers) {
    @Nullable String first = headers.get(TRACESTATE);
    if (first == null) {
      return "";
    }
    int slot = headers.find(TRACESTATE, 0);
    int next = headers.find(TRACESTATE, slot + 1);
    if (next < 0) {
      return first;
    }
    StringBuilder joined = new StringBuilder(first);
    for (; next >= 0; next = headers.find(TRACESTATE, next + 1)) {
      joined.append(',').append(headers.value(next));
    }
    return joined.toString();
  }
}
