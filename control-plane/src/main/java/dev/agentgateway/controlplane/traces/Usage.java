package dev.agentgateway.controlplane.traces;

import java.util.Collection;
import java.util.Optional;

/**
 * Tokens and what they cost. What nobody told is absent, never zero.
 *
 * @param input tokens, cached ones included
 * @param output tokens, reasoning included
 * @param cacheRead input tokens that the provider read from its cache
 * @param costUsd US dollars
 * @param unpriced answers of a model without a known cost
 */
public record Usage(
    Optional<Long> input,
    Optional<Long> output,
    Optional<Long> cacheRead,
    Optional<Double> costUsd,
    int unpriced) {

  /** Of what uses no model. */
  public static final Usage NONE =
      new Usage(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0);

  /** Dollars are summed to this part of one, so that rounding of binary fractions does not show. */
  private static final double PARTS = 1e12;

  /** What several used together. */
  public static Usage sum(Collection<Usage> usages) {
    Optional<Long> input = Optional.empty();
    Optional<Long> output = Optional.empty();
    Optional<Long> cacheRead = Optional.empty();
    Optional<Double> cost = Optional.empty();
    int unpriced = 0;
    for (Usage usage : usages) {
      input = plus(input, usage.input);
      output = plus(output, usage.output);
      cacheRead = plus(cacheRead, usage.cacheRead);
      if (usage.costUsd.isPresent()) {
        cost = Optional.of(cost.orElse(0.0) + usage.costUsd.get());
      }
      unpriced += usage.unpriced;
    }
    return new Usage(
        input, output, cacheRead, cost.map(sum -> Math.rint(sum * PARTS) / PARTS), unpriced);
  }

  private static Optional<Long> plus(Optional<Long> sum, Optional<Long> more) {
    return more.isEmpty() ? sum : Optional.of(sum.orElse(0L) + more.get());
  }
}
