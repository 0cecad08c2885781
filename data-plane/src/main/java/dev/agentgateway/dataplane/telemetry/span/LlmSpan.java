package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.llm.LlmCost;
import dev.agentgateway.dataplane.protocol.llm.LlmParameters;
import dev.agentgateway.dataplane.protocol.llm.LlmUsage;

/**
 * Name and attributes of an inference's span.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/">GenAI spans</a>
 */
final class LlmSpan {
  private static final double NANOS_PER_SECOND = 1e9;

  private LlmSpan() {}

  static void write(SpanWriter writer, LlmCall call) {
    String model = call.requestModel();
    String operation = call.operation();
    writer.name(CallNames.of(call));
    writer.text(GenAiAttributes.OPERATION, operation);
    writer.text(GenAiAttributes.PROVIDER, call.provider());
    writer.text(GenAiAttributes.REQUEST_MODEL, model);
    if (call.isStreaming()) {
      writer.flag(GenAiAttributes.STREAM, true);
    }
    writer.text(GenAiAttributes.CONVERSATION, call.conversationId());
    request(writer, call.request().parameters());
    writer.text(GenAiAttributes.RESPONSE_ID, call.responseId());
    writer.text(GenAiAttributes.RESPONSE_MODEL, call.responseModel());
    writer.texts(GenAiAttributes.FINISH_REASONS, call.finishReasons());
    if (call.firstChunkNanos() != LlmCall.NEVER) {
      writer.decimal(
          GenAiAttributes.TIME_TO_FIRST_CHUNK, call.firstChunkNanos() / NANOS_PER_SECOND);
    }
    openAi(writer, call);
    usage(writer, call.usage());
    LlmCost cost = call.cost();
    if (cost != null) {
      cost(writer, cost);
    }
  }

  private static void request(SpanWriter writer, LlmParameters asked) {
    writer.decimal(GenAiAttributes.TEMPERATURE, asked.temperature());
    writer.decimal(GenAiAttributes.TOP_P, asked.topP());
    writer.number(GenAiAttributes.TOP_K, asked.topK());
    writer.number(GenAiAttributes.MAX_TOKENS, asked.maxTokens());
    writer.decimal(GenAiAttributes.FREQUENCY_PENALTY, asked.frequencyPenalty());
    writer.decimal(GenAiAttributes.PRESENCE_PENALTY, asked.presencePenalty());
    writer.number(GenAiAttributes.SEED, asked.seed());
    writer.texts(GenAiAttributes.STOP_SEQUENCES, asked.stopSequences());
    Long choices = asked.choiceCount();
    if (choices != null && choices != 1) {
      writer.number(GenAiAttributes.CHOICE_COUNT, choices);
    }
    writer.text(GenAiAttributes.REASONING_LEVEL, asked.reasoningEffort());
    writer.texts(GenAiAttributes.ENCODING_FORMATS, asked.encodingFormats());
    writer.number(GenAiAttributes.DIMENSIONS, asked.dimensions());
  }

  /** What only OpenAI's API has. */
  private static void openAi(SpanWriter writer, LlmCall call) {
    switch (call.format()) {
      case CHAT_COMPLETIONS -> writer.text(GenAiAttributes.OPENAI_API, "chat_completions");
      case RESPONSES -> writer.text(GenAiAttributes.OPENAI_API, "responses");
      case COMPLETIONS, EMBEDDINGS -> {}
      case MESSAGES, COUNT_TOKENS -> {
        return;
      }
    }
    writer.text(GenAiAttributes.OPENAI_REQUEST_TIER, call.request().parameters().serviceTier());
    writer.text(GenAiAttributes.OPENAI_RESPONSE_TIER, call.serviceTier());
    writer.text(GenAiAttributes.OPENAI_FINGERPRINT, call.systemFingerprint());
  }

  private static void usage(SpanWriter writer, LlmUsage usage) {
    tokens(writer, GenAiAttributes.INPUT_TOKENS, usage.inputTokens());
    tokens(writer, GenAiAttributes.OUTPUT_TOKENS, usage.outputTokens());
    tokens(writer, GenAiAttributes.CACHE_READ_TOKENS, usage.cacheReadTokens());
    tokens(writer, GenAiAttributes.CACHE_WRITE_TOKENS, usage.cacheWriteTokens());
    tokens(writer, GenAiAttributes.REASONING_TOKENS, usage.reasoningTokens());
    tokens(writer, GenAiAttributes.INPUT_IMAGE_TOKENS, usage.inputImageTokens());
    tokens(writer, GenAiAttributes.INPUT_AUDIO_TOKENS, usage.inputAudioTokens());
    tokens(writer, GenAiAttributes.OUTPUT_IMAGE_TOKENS, usage.outputImageTokens());
    tokens(writer, GenAiAttributes.OUTPUT_AUDIO_TOKENS, usage.outputAudioTokens());
  }

  private static void tokens(SpanWriter writer, AttributeKey key, long count) {
    if (count != LlmUsage.ABSENT) {
      writer.number(key, count);
    }
  }

  private static void cost(SpanWriter writer, LlmCost cost) {
    writer.decimal(GenAiAttributes.COST_TOTAL, LlmCost.dollars(cost.total()));
    part(writer, GenAiAttributes.COST_INPUT, cost.input());
    part(writer, GenAiAttributes.COST_OUTPUT, cost.output());
    part(writer, GenAiAttributes.COST_CACHE_READ, cost.cacheRead());
    part(writer, GenAiAttributes.COST_CACHE_WRITE, cost.cacheWrite());
    part(writer, GenAiAttributes.COST_REASONING, cost.reasoning());
    part(writer, GenAiAttributes.COST_INPUT_AUDIO, cost.inputAudio());
    part(writer, GenAiAttributes.COST_OUTPUT_AUDIO, cost.outputAudio());
  }

  private static void part(SpanWriter writer, AttributeKey key, long amount) {
    if (amount != 0) {
      writer.decimal(key, LlmCost.dollars(amount));
    }
  }
}
