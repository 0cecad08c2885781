package dev.agentgateway.dataplane.protocol.llm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for beside its model; null or empty where it does not say, or says something
 * of another type.
 *
 * @param maxTokens {@code max_tokens}, {@code max_completion_tokens} or {@code max_output_tokens}
 * @param stopSequences the first 16
 * @param choiceCount {@code n}
 * @param encodingFormats of embeddings
 * @param dimensions of embeddings
 * @param reasoningEffort {@code reasoning_effort}, {@code reasoning.effort} or {@code
 *     output_config.effort}
 */
public record LlmParameters(
    @Nullable Double temperature,
    @Nullable Double topP,
    @Nullable Long topK,
    @Nullable Long maxTokens,
    @Nullable Double frequencyPenalty,
    @Nullable Double presencePenalty,
    @Nullable Long seed,
    List<String> stopSequences,
    @Nullable Long choiceCount,
    List<String> encodingFormats,
    @Nullable Long dimensions,
    @Nullable String reasoningEffort,
    @Nullable String serviceTier) {

  /** Nothing asked for. */
  public static final LlmParameters NONE =
      new LlmParameters(
          null, null, null, null, null, null, null, List.of(), null, List.of(), null, null, null);

  public LlmParameters {
    stopSequences = List.copyOf(stopSequences);
    encodingFormats = List.copyOf(encodingFormats);
  }
}
