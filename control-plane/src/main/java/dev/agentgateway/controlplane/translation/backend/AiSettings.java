package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.api.v1alpha1.AiPolicy;
import dev.agentgateway.api.v1alpha1.AiPolicy.RouteType;
import dev.agentgateway.controlplane.ir.ProtocolIr.CallsIr;
import dev.agentgateway.controlplane.ir.ProtocolIr.FormatIr;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code backend.ai}. */
public final class AiSettings {
  private AiSettings() {}

  /** What a policy or backend says of calls. */
  public static CallsIr of(@Nullable AiPolicy policy) {
    return policy == null
        ? CallsIr.NONE
        : new CallsIr(
            Optional.ofNullable(policy.modelAliases()),
            Optional.ofNullable(policy.routes()).map(AiSettings::formats));
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
