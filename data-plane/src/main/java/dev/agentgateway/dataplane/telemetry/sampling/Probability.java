package dev.agentgateway.dataplane.telemetry.sampling;

/**
 * Consistent probability sampling with 56 bits: a trace is kept where its randomness is not below
 * the threshold, so that every sampler of a trace with the same probability decides alike.
 */
final class Probability {
  /** Threshold that keeps nothing. */
  static final long NEVER = 1L << 56;

  private static final long MASK = NEVER - 1;

  private Probability() {}

  /** The threshold of a probability, which is clamped to 0 to 1; NaN keeps nothing. */
  static long threshold(double probability) {
    if (!(probability > 0)) {
      return NEVER;
    }
    return probability >= 1 ? 0 : Math.round((1 - probability) * NEVER);
  }

  /** The randomness of a trace id that names none itself. */
  static long randomness(long traceLow) {
    return traceLow & MASK;
  }
}
