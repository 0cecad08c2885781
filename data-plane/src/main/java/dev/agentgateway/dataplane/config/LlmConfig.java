package dev.agentgateway.dataplane.config;

import dev.agentgateway.dataplane.config.BackendConfig.BackendProtocol;
import java.util.Map;
import java.util.Optional;

/**
 * A backend that is an LLM, or a host with an LLM's API.
 *
 * @param provider whose API it is
 * @param model sent upstream whatever the client asked for; empty: what it asked for
 * @param modelAliases model that a client asks for, exact or with one {@code *}, to the one sent
 * @param formats what it speaks, to the path upstream; an empty path: the provider's own. No entry
 *     at all: the provider's own list
 * @param routes format of a request by suffix of its path
 * @param pathPrefix in place of the beginning of the provider's own path
 * @param path in place of the whole path
 * @param host Host upstream; empty: the client's
 * @param includeUsage whether usage is asked for on behalf of clients that stream without it
 * @param azureDeployment deployment in the path; empty: the request's model
 * @param azureApiVersion {@code api-version} of the query; may be empty
 * @param maxBodyBytes the largest body that is read; default 2 MiB
 */
public record LlmConfig(
    Provider provider,
    Optional<String> model,
    Map<String, String> modelAliases,
    Map<Format, String> formats,
    Map<String, Format> routes,
    Optional<String> pathPrefix,
    Optional<String> path,
    Optional<String> host,
    boolean includeUsage,
    Optional<String> azureDeployment,
    String azureApiVersion,
    int maxBodyBytes)
    implements BackendProtocol {

  /** Default of {@code maxBodyBytes}. */
  public static final int DEFAULT_MAX_BODY_BYTES = 2 * 1024 * 1024;

  public LlmConfig {
    modelAliases = Map.copyOf(modelAliases);
    formats = Map.copyOf(formats);
    routes = Map.copyOf(routes);
  }

  /** Whose API a backend has. */
  public enum Provider {
    /** Any host with OpenAI's API. */
    CUSTOM,
    OPENAI,
    ANTHROPIC,
    /** Through its OpenAI-compatible API. */
    GEMINI,
    AZURE_OPENAI
  }

  /** An API within a provider's. */
  public enum Format {
    CHAT_COMPLETIONS,
    COMPLETIONS,
    RESPONSES,
    EMBEDDINGS,
    MESSAGES,
    COUNT_TOKENS
  }
}
