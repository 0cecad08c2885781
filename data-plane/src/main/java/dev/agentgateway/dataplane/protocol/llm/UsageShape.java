package dev.agentgateway.dataplane.protocol.llm;

import dev.agentgateway.dataplane.protocol.json.JsonShape;
import java.util.function.ObjLongConsumer;

/**
 * The tokens that a response reports. The names of all providers are read together: none means
 * different things at two of them but for Anthropic's {@code input_tokens}, see {@link LlmUsage}.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/object">OpenAI</a>
 * @see <a href="https://docs.anthropic.com/en/api/messages">Anthropic</a>
 * @see <a href="https://docs.cohere.com/reference/chat">Cohere, for billed units</a>
 */
final class UsageShape {
  /** No call comes near it; what a broken provider reports beyond is passed over. */
  private static final long MAX_TOKENS = 100_000_000;

  private UsageShape() {}

  static JsonShape<ResponseFields> usage() {
    JsonShape<ResponseFields> input =
        JsonShape.<ResponseFields>value()
            .member("cached_tokens", tokens((usage, n) -> usage.cacheRead = n))
            .member("cache_write_tokens", tokens((usage, n) -> usage.cacheWrite = n))
            .member("text_tokens", tokens((usage, n) -> usage.inputText = n))
            .member("image_tokens", tokens((usage, n) -> usage.inputImage = n))
            .member("audio_tokens", tokens((usage, n) -> usage.inputAudio = n));
    JsonShape<ResponseFields> output =
        JsonShape.<ResponseFields>value()
            .member("reasoning_tokens", tokens((usage, n) -> usage.reasoning = n))
            .member("thinking_tokens", tokens((usage, n) -> usage.reasoning = n))
            .member("text_tokens", tokens((usage, n) -> usage.outputText = n))
            .member("image_tokens", tokens((usage, n) -> usage.outputImage = n))
            .member("audio_tokens", tokens((usage, n) -> usage.outputAudio = n));
    JsonShape<ResponseFields> reportedInput = tokens((usage, n) -> usage.reportedInput = n);
    JsonShape<ResponseFields> reportedOutput = tokens((usage, n) -> usage.reportedOutput = n);
    return JsonShape.<ResponseFields>value()
        .begin(fields -> fields.sawUsage = true)
        .member("prompt_tokens", reportedInput)
        .member("completion_tokens", reportedOutput)
        .member("input_tokens", reportedInput)
        .member("output_tokens", reportedOutput)
        .member("total_tokens", tokens((usage, n) -> usage.reportedTotal = n))
        .member("prompt_tokens_details", input)
        .member("input_tokens_details", input)
        .member("completion_tokens_details", output)
        .member("output_tokens_details", output)
        .member("cache_read_input_tokens", tokens((usage, n) -> usage.cacheRead = n))
        .member("cache_creation_input_tokens", tokens((usage, n) -> usage.cacheWrite = n))
        .member("prompt_cache_hit_tokens", tokens((usage, n) -> usage.cacheRead = n))
        .member("service_tier", ResponseShapes.serviceTier())
        .member(
            "billed_units",
            JsonShape.<ResponseFields>value()
                .member("input_tokens", tokens((usage, n) -> usage.billedInput = n))
                .member("output_tokens", tokens((usage, n) -> usage.billedOutput = n)))
        .member(
            "tokens",
            JsonShape.<ResponseFields>value()
                .member("input_tokens", reportedInput)
                .member("output_tokens", reportedOutput));
  }

  private static JsonShape<ResponseFields> tokens(ObjLongConsumer<LlmUsage> reader) {
    return JsonShape.<ResponseFields>value()
        .integer(
            (fields, n) -> {
              if (n >= 0 && n <= MAX_TOKENS) {
                reader.accept(fields.call.usage(), n);
              }
            });
  }
}
