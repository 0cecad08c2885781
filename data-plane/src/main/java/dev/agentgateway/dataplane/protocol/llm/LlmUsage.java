package dev.agentgateway.dataplane.protocol.llm;

/**
 * Tokens of a call, as far as they were reported when it ended; {@link #ABSENT} where they were
 * not. Where a provider reports billed tokens beside the ones that it processed, these are the
 * billed ones.
 */
public final class LlmUsage {
  /** Not reported. */
  public static final long ABSENT = -1;

  /** Nothing was reported. */
  public static final LlmUsage NONE = new LlmUsage(false);

  long reportedInput = ABSENT;
  long reportedOutput = ABSENT;
  long reportedTotal = ABSENT;
  long billedInput = ABSENT;
  long billedOutput = ABSENT;
  long cacheRead = ABSENT;
  long cacheWrite = ABSENT;
  long reasoning = ABSENT;
  long inputText = ABSENT;
  long inputImage = ABSENT;
  long inputAudio = ABSENT;
  long outputText = ABSENT;
  long outputImage = ABSENT;
  long outputAudio = ABSENT;

  /** Anthropic counts what was read from or written to a cache beside its input tokens. */
  private final boolean inputExcludesCache;

  LlmUsage(boolean inputExcludesCache) {
    this.inputExcludesCache = inputExcludesCache;
  }

  /** Whether any number of tokens was reported. */
  public boolean isReported() {
    return inputTokens() != ABSENT || outputTokens() != ABSENT;
  }

  /** All of the input, cached or not. */
  public long inputTokens() {
    long input = billedInput != ABSENT ? billedInput : reportedInput;
    if (input == ABSENT || !inputExcludesCache) {
      return input;
    }
    return input + orZero(cacheRead) + orZero(cacheWrite);
  }

  /** All of the output, reasoning included. */
  public long outputTokens() {
    if (billedOutput != ABSENT) {
      return billedOutput;
    }
    // Some providers count reasoning in the total only.
    boolean reasoningApart =
        reasoning > 0
            && reportedOutput != ABSENT
            && reportedTotal == orZero(reportedInput) + reportedOutput + reasoning;
    return reasoningApart ? reportedOutput + reasoning : reportedOutput;
  }

  /** Input and output. */
  public long totalTokens() {
    return isReported() ? orZero(inputTokens()) + orZero(outputTokens()) : ABSENT;
  }

  /** The input as the provider counts it. */
  public long providerInputTokens() {
    return reportedInput;
  }

  /** The total as the provider counts it. */
  public long providerTotalTokens() {
    return reportedTotal;
  }

  /** Input that was read from the provider's cache. */
  public long cacheReadTokens() {
    return cacheRead;
  }

  /** Input that was written to the provider's cache. */
  public long cacheWriteTokens() {
    return cacheWrite;
  }

  /** Output that was reasoning. */
  public long reasoningTokens() {
    return reasoning;
  }

  public long inputTextTokens() {
    return inputText;
  }

  public long inputImageTokens() {
    return inputImage;
  }

  public long inputAudioTokens() {
    return inputAudio;
  }

  public long outputTextTokens() {
    return outputText;
  }

  public long outputImageTokens() {
    return outputImage;
  }

  public long outputAudioTokens() {
    return outputAudio;
  }

  static long orZero(long tokens) {
    return tokens == ABSENT ? 0 : tokens;
  }
}
