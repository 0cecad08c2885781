package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.telemetry.span.AttributeKey.Group;

/**
 * Names of {@code gen_ai.*}, {@code openai.*} and {@code agw.ai.*}: those of the conventions 1.41,
 * which backends know, and newer ones where 1.41 has none.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/">GenAI spans</a>
 */
final class GenAiAttributes {
  static final AttributeKey OPERATION = key("gen_ai.operation.name");
  static final AttributeKey PROVIDER = key("gen_ai.provider.name");
  static final AttributeKey CONVERSATION = key("gen_ai.conversation.id");

  /** Of an agent's card. */
  static final AttributeKey AGENT_NAME = key("gen_ai.agent.name");

  /** Of an agent's card. */
  static final AttributeKey AGENT_VERSION = key("gen_ai.agent.version");

  static final AttributeKey TOOL = key("gen_ai.tool.name");
  static final AttributeKey PROMPT = key("gen_ai.prompt.name");

  static final AttributeKey REQUEST_MODEL = key("gen_ai.request.model");
  static final AttributeKey STREAM = key("gen_ai.request.stream");
  static final AttributeKey TEMPERATURE = key("gen_ai.request.temperature");
  static final AttributeKey TOP_P = key("gen_ai.request.top_p");
  static final AttributeKey TOP_K = key("gen_ai.request.top_k");
  static final AttributeKey MAX_TOKENS = key("gen_ai.request.max_tokens");
  static final AttributeKey FREQUENCY_PENALTY = key("gen_ai.request.frequency_penalty");
  static final AttributeKey PRESENCE_PENALTY = key("gen_ai.request.presence_penalty");
  static final AttributeKey SEED = key("gen_ai.request.seed");
  static final AttributeKey STOP_SEQUENCES = key("gen_ai.request.stop_sequences");
  static final AttributeKey CHOICE_COUNT = key("gen_ai.request.choice.count");
  static final AttributeKey REASONING_LEVEL = key("gen_ai.request.reasoning.level");
  static final AttributeKey ENCODING_FORMATS = key("gen_ai.request.encoding_formats");
  static final AttributeKey DIMENSIONS = key("gen_ai.embeddings.dimension.count");

  static final AttributeKey RESPONSE_ID = key("gen_ai.response.id");
  static final AttributeKey RESPONSE_MODEL = key("gen_ai.response.model");
  static final AttributeKey FINISH_REASONS = key("gen_ai.response.finish_reasons");

  /** Seconds from the request to the first chunk; streams only. */
  static final AttributeKey TIME_TO_FIRST_CHUNK = key("gen_ai.response.time_to_first_chunk");

  /** All input, cached or not. */
  static final AttributeKey INPUT_TOKENS = key("gen_ai.usage.input_tokens");

  /** All output, reasoning included. */
  static final AttributeKey OUTPUT_TOKENS = key("gen_ai.usage.output_tokens");

  static final AttributeKey CACHE_READ_TOKENS = key("gen_ai.usage.cache_read.input_tokens");
  static final AttributeKey CACHE_WRITE_TOKENS = key("gen_ai.usage.cache_creation.input_tokens");
  static final AttributeKey REASONING_TOKENS = key("gen_ai.usage.reasoning.output_tokens");
  static final AttributeKey INPUT_IMAGE_TOKENS = key("gen_ai.usage.image.input_tokens");
  static final AttributeKey INPUT_AUDIO_TOKENS = key("gen_ai.usage.audio.input_tokens");
  static final AttributeKey OUTPUT_IMAGE_TOKENS = key("gen_ai.usage.image.output_tokens");
  static final AttributeKey OUTPUT_AUDIO_TOKENS = key("gen_ai.usage.audio.output_tokens");

  static final AttributeKey OPENAI_API = key("openai.api.type");
  static final AttributeKey OPENAI_REQUEST_TIER = key("openai.request.service_tier");
  static final AttributeKey OPENAI_RESPONSE_TIER = key("openai.response.service_tier");
  static final AttributeKey OPENAI_FINGERPRINT = key("openai.response.system_fingerprint");

  /** US dollars, as all that follow. */
  static final AttributeKey COST_TOTAL = key("agw.ai.usage.cost.total");

  static final AttributeKey COST_INPUT = key("agw.ai.usage.cost.input");
  static final AttributeKey COST_OUTPUT = key("agw.ai.usage.cost.output");
  static final AttributeKey COST_CACHE_READ = key("agw.ai.usage.cost.cache_read");
  static final AttributeKey COST_CACHE_WRITE = key("agw.ai.usage.cost.cache_write");
  static final AttributeKey COST_REASONING = key("agw.ai.usage.cost.reasoning");
  static final AttributeKey COST_INPUT_AUDIO = key("agw.ai.usage.cost.input_audio");
  static final AttributeKey COST_OUTPUT_AUDIO = key("agw.ai.usage.cost.output_audio");

  private GenAiAttributes() {}

  private static AttributeKey key(String name) {
    return AttributeKey.of(Group.INFERENCE, name);
  }
}
