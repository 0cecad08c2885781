package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code spec.backend.ai}: what is done to calls of an LLM.
 *
 * @param modelAliases model that a client names, exact or with one {@code *}, to the model that is
 *     sent; at most 64; absent: a wider policy's
 * @param routes format of a request by the end of its path; absent: a wider policy's
 * @param other fields that this version does not know or has not built
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AiPolicy(
    @Nullable Map<String, String> modelAliases,
    @Nullable Map<String, RouteType> routes,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {

  public AiPolicy {
    modelAliases = modelAliases == null ? null : Map.copyOf(modelAliases);
    routes = routes == null ? null : Map.copyOf(routes);
    other = Absent.toEmpty(other);
  }

  /** What a request is. */
  public enum RouteType {
    AnthropicTokenCount,
    /** OpenAI's chat completions. */
    Completions,
    Detect,
    Embeddings,
    GeminiCountTokens,
    GenerateContent,
    /** Anthropic's messages. */
    Messages,
    Models,
    Passthrough,
    Realtime,
    Rerank,
    Responses
  }
}
