package dev.agentgateway.dataplane.protocol.llm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rates of one model.
 *
 * @param tiers rates of calls with much input, by tokens from most to least
 */
record ModelPrices(Rates base, List<Tier> tiers) {

  /**
   * Rates of calls with more input than so many tokens, complete.
   *
   * @param contextOver tokens
   */
  record Tier(long contextOver, Rates rates) {}

  ModelPrices {
    tiers = List.copyOf(tiers);
  }

  /** What tokens cost; null where a rate is missing, or no tokens were reported. */
  @Nullable LlmCost cost(LlmUsage usage) {
    if (!usage.isReported()) {
      return null;
    }
    Rates rates = rates(usage);
    // A kind of token without a rate of its own is an ordinary one.
    long cacheRead = priced(rates.cacheRead(), usage.cacheReadTokens());
    long cacheWrite = priced(rates.cacheWrite(), usage.cacheWriteTokens());
    long inputAudio = priced(rates.inputAudio(), usage.inputAudioTokens());
    long reasoning = priced(rates.reasoning(), usage.reasoningTokens());
    long outputAudio = priced(rates.outputAudio(), usage.outputAudioTokens());
    long input =
        Math.max(0, LlmUsage.orZero(usage.inputTokens()) - cacheRead - cacheWrite - inputAudio);
    long output = Math.max(0, LlmUsage.orZero(usage.outputTokens()) - reasoning - outputAudio);
    if ((input > 0 && rates.input() == Rates.UNKNOWN)
        || (output > 0 && rates.output() == Rates.UNKNOWN)) {
      return null;
    }
    return new LlmCost(
        input * rates.input(),
        output * rates.output(),
        cacheRead * rates.cacheRead(),
        cacheWrite * rates.cacheWrite(),
        reasoning * rates.reasoning(),
        inputAudio * rates.inputAudio(),
        outputAudio * rates.outputAudio());
  }

  /** What holds for a call with these tokens. */
  Rates rates(LlmUsage usage) {
    return rates(LlmUsage.orZero(usage.inputTokens()));
  }

  private Rates rates(long inputTokens) {
    for (Tier each : tiers) {
      if (inputTokens > each.contextOver()) {
        return each.rates();
      }
    }
    return base;
  }

  /** The tokens that a rate of their own applies to. */
  private static long priced(long rate, long tokens) {
    return rate == Rates.UNKNOWN ? 0 : LlmUsage.orZero(tokens);
  }
}
