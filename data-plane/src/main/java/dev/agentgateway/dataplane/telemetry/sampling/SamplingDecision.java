package dev.agentgateway.dataplane.telemetry.sampling;

import org.jspecify.annotations.Nullable;

/**
 * Whether a request is traced and what its trace headers say from here on.
 *
 * @param reason what decided
 * @param sampled whether spans are recorded and the flag is set
 * @param parent the parent that the request came with; null where it had no valid one
 * @param context the trace that the request is part of from here on, with the id of this proxy's
 *     SERVER span; null where its headers pass untouched
 * @param traceState the tracestate to send on; null: as it came, empty: none
 * @param probability what the expression yielded; NaN where none was evaluated
 * @param threshold 56-bit threshold that the randomness was compared with; -1 where it was not
 * @param randomness 56-bit randomness of the trace; -1 where it was not looked at
 */
public record SamplingDecision(
    SamplingReason reason,
    boolean sampled,
    @Nullable TraceParent parent,
    @Nullable TraceParent context,
    @Nullable String traceState,
    double probability,
    long threshold,
    long randomness) {

  static SamplingDecision untouched(SamplingReason reason, @Nullable TraceParent parent) {
    return new SamplingDecision(reason, false, parent, null, null, Double.NaN, -1, -1);
  }
}
