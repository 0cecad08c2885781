package dev.agentgateway.dataplane.telemetry.cel;

import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.llm.LlmCost;
import dev.agentgateway.dataplane.protocol.llm.LlmMessage;
import dev.agentgateway.dataplane.protocol.llm.LlmParameters;
import dev.agentgateway.dataplane.protocol.llm.LlmToolCall;
import dev.agentgateway.dataplane.protocol.llm.LlmUsage;
import dev.agentgateway.dataplane.protocol.llm.Rates;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fields of the variable {@code llm}. What a call does not have is absent. */
final class LlmVariables {
  private static final List<String> FIELDS =
      List.of(
          "streaming",
          "requestModel",
          "responseModel",
          "provider",
          "inputTokens",
          "providerInputTokens",
          "inputImageTokens",
          "inputTextTokens",
          "inputAudioTokens",
          "cachedInputTokens",
          "cacheCreationInputTokens",
          "outputTokens",
          "outputImageTokens",
          "outputTextTokens",
          "outputAudioTokens",
          "reasoningTokens",
          "totalTokens",
          "providerTotalTokens",
          "serviceTier",
          "timeToFirstToken",
          "timePerOutputToken",
          "countTokens",
          "prompt",
          "completion",
          "toolCalls",
          "params",
          "cost",
          "costRates");

  private LlmVariables() {}

  static Map<String, Object> of(LlmCall call) {
    return new LazyMap(FIELDS, field -> field(call, field));
  }

  private static @Nullable Object field(LlmCall call, String field) {
    return switch (field) {
      case "streaming" -> call.isStreaming();
      case "requestModel" -> call.requestModel();
      case "responseModel" -> call.responseModel();
      case "provider" -> call.provider();
      case "serviceTier" -> call.serviceTier();
      case "timeToFirstToken" ->
          call.firstChunkNanos() == LlmCall.NEVER ? null : Duration.ofNanos(call.firstChunkNanos());
      case "timePerOutputToken" -> perOutputToken(call);
      case "countTokens" -> count(call.countedTokens());
      case "prompt" -> prompt(call.request().prompt());
      case "completion" -> call.completions().isEmpty() ? null : call.completions();
      case "toolCalls" -> toolCalls(call.toolCalls());
      case "params" -> parameters(call.request().parameters());
      case "cost" -> cost(call.cost());
      case "costRates" -> rates(call.rates());
      default -> tokens(call.usage(), field);
    };
  }

  private static @Nullable Object tokens(LlmUsage usage, String field) {
    return switch (field) {
      case "inputTokens" -> count(usage.inputTokens());
      case "providerInputTokens" -> count(usage.providerInputTokens());
      case "inputImageTokens" -> count(usage.inputImageTokens());
      case "inputTextTokens" -> count(usage.inputTextTokens());
      case "inputAudioTokens" -> count(usage.inputAudioTokens());
      case "cachedInputTokens" -> count(usage.cacheReadTokens());
      case "cacheCreationInputTokens" -> count(usage.cacheWriteTokens());
      case "outputTokens" -> count(usage.outputTokens());
      case "outputImageTokens" -> count(usage.outputImageTokens());
      case "outputTextTokens" -> count(usage.outputTextTokens());
      case "outputAudioTokens" -> count(usage.outputAudioTokens());
      case "reasoningTokens" -> count(usage.reasoningTokens());
      case "totalTokens" -> count(usage.totalTokens());
      case "providerTotalTokens" -> count(usage.providerTotalTokens());
      default -> null;
    };
  }

  private static @Nullable Object perOutputToken(LlmCall call) {
    long nanos = call.nanosPerOutputToken();
    return nanos == LlmCall.NEVER ? null : Duration.ofNanos(nanos);
  }

  private static @Nullable Long count(long tokens) {
    return tokens == LlmUsage.ABSENT ? null : tokens;
  }

  private static @Nullable Object prompt(List<LlmMessage> prompt) {
    return prompt.isEmpty()
        ? null
        : prompt.stream()
            .map(message -> Map.of("role", message.role(), "content", message.content()))
            .toList();
  }

  private static @Nullable Object toolCalls(List<LlmToolCall> calls) {
    return calls.isEmpty() ? null : calls.stream().map(LlmVariables::toolCall).toList();
  }

  private static Map<String, Object> toolCall(LlmToolCall call) {
    String arguments = call.arguments();
    return arguments == null
        ? Map.of("id", call.id(), "name", call.name())
        : Map.of("id", call.id(), "name", call.name(), "arguments", arguments);
  }

  private static Map<String, Object> parameters(LlmParameters asked) {
    Map<String, Object> map = new LinkedHashMap<>();
    put(map, "temperature", asked.temperature());
    put(map, "top_p", asked.topP());
    put(map, "frequency_penalty", asked.frequencyPenalty());
    put(map, "presence_penalty", asked.presencePenalty());
    put(map, "seed", asked.seed());
    put(map, "max_tokens", asked.maxTokens());
    put(
        map,
        "encoding_format",
        asked.encodingFormats().isEmpty() ? null : asked.encodingFormats().getFirst());
    put(map, "dimensions", asked.dimensions());
    return map;
  }

  private static @Nullable Object cost(@Nullable LlmCost cost) {
    if (cost == null) {
      return null;
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("total", LlmCost.dollars(cost.total()));
    map.put("input", LlmCost.dollars(cost.input()));
    map.put("output", LlmCost.dollars(cost.output()));
    map.put("cacheRead", LlmCost.dollars(cost.cacheRead()));
    map.put("cacheWrite", LlmCost.dollars(cost.cacheWrite()));
    map.put("reasoning", LlmCost.dollars(cost.reasoning()));
    map.put("inputAudio", LlmCost.dollars(cost.inputAudio()));
    map.put("outputAudio", LlmCost.dollars(cost.outputAudio()));
    return map;
  }

  /** US dollars per million tokens; a rate that the catalogue does not have is absent. */
  private static @Nullable Object rates(@Nullable Rates rates) {
    if (rates == null) {
      return null;
    }
    Map<String, Object> map = new LinkedHashMap<>();
    put(map, "input", Rates.perMillion(rates.input()));
    put(map, "output", Rates.perMillion(rates.output()));
    put(map, "cacheRead", Rates.perMillion(rates.cacheRead()));
    put(map, "cacheWrite", Rates.perMillion(rates.cacheWrite()));
    put(map, "reasoning", Rates.perMillion(rates.reasoning()));
    put(map, "inputAudio", Rates.perMillion(rates.inputAudio()));
    put(map, "outputAudio", Rates.perMillion(rates.outputAudio()));
    return map;
  }

  private static void put(Map<String, Object> map, String name, @Nullable Object value) {
    if (value != null) {
      map.put(name, value);
    }
  }
}
