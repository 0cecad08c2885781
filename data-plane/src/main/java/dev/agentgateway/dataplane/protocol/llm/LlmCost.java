package dev.agentgateway.dataplane.protocol.llm;

import java.math.BigDecimal;

/**
 * What a call cost, {@code llm.cost}, in parts that add up: each token is in one of them. Amounts
 * are in 10<sup>-12</sup> US dollars, in which prices per million tokens are whole numbers.
 *
 * @param input tokens that no other rate applies to
 * @param output tokens that no other rate applies to
 * @param cacheRead 0 where the catalogue has no rate of its own for these; so for the others
 */
public record LlmCost(
    long input,
    long output,
    long cacheRead,
    long cacheWrite,
    long reasoning,
    long inputAudio,
    long outputAudio) {

  private static final int SCALE = 12;
  private static final double PER_DOLLAR = 1e12;

  public long total() {
    return input + output + cacheRead + cacheWrite + reasoning + inputAudio + outputAudio;
  }

  /** An amount in US dollars. */
  public static double dollars(long amount) {
    return amount / PER_DOLLAR;
  }

  /** An amount in US dollars as an exact decimal text without exponent: {@code 0.00125}. */
  public static String decimal(long amount) {
    return amount == 0
        ? "0"
        : BigDecimal.valueOf(amount, SCALE).stripTrailingZeros().toPlainString();
  }
}
