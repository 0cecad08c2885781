package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.api.v1alpha1.AiPolicy;
import dev.agentgateway.api.v1alpha1.AiPolicy.RouteType;
import dev.agentgateway.controlplane.ir.ProtocolIr.FormatIr;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code backend.ai}.
 *
 * @param modelAliases empty: not said
 * @param routes empty: not said
 */
public record AiSettings(
    Optional<Map<String, String>> modelAliases, Optional<Map<String, FormatIr>> routes) {

  /** Nothing is said. */
  public static final AiSettings NONE = new AiSettings(Optional.empty(), Optional.empty());

  /** What a policy or backend says. */
  public static AiSettings of(@Nullable AiPolicy policy) {
    return policy == null
        ? NONE
        : new AiSettings(
            Optional.ofNullable(policy.modelAliases()),
            Optional.ofNullable(policy.routes()).map(AiSettings::formats));
  }

  /** These settings; what they leave open as {@code wider} has it. */
  AiSettings orElse(AiSettings wider) {
    return new AiSettings(modelAliases.or(wider::modelAliases), routes.or(wider::routes));
  }

  private static Map<String, FormatIr> formats(Map<String, RouteType> routes) {
    Map<String, FormatIr> formats = new HashMap<>();
    routes.forEach((suffix, type) -> format(type).ifPresent(format -> formats.put(suffix, format)));
    return Map.copyOf(formats);
  }

  private static Optional<FormatIr> format(RouteType type) {
    return switch (type) {
      case Completions -> Optional.of(FormatIr.CHAT_COMPLETIONS);
      case Responses -> Optional.of(FormatIr.RESPONSES);
      case Embeddings -> Optional.of(FormatIr.EMBEDDINGS);
      case Messages -> Optional.of(FormatIr.MESSAGES);
      case AnthropicTokenCount -> Optional.of(FormatIr.COUNT_TOKENS);
      case Detect, GeminiCountTokens, GenerateContent, Models, Passthrough, Realtime, Rerank ->
          Optional.empty();
    };
  }
}
