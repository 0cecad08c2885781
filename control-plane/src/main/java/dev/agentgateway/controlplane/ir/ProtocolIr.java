package dev.agentgateway.controlplane.ir;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a backend speaks. */
public sealed interface ProtocolIr {

  /** Plain HTTP. */
  record Http() implements ProtocolIr {}

  /**
   * An LLM.
   *
   * @param model sent whatever the client asks for; empty: what it asks for
   * @param modelAliases model that a client names, exact or with one {@code *}, to the one sent
   * @param formats what it takes; empty: what the provider takes
   * @param routes format of a request by the end of its path
   * @param pathPrefix in the place of the provider's {@code /v1}; empty: it stays
   * @param path the whole path of requests; empty: it does not change
   * @param host of requests; empty: the client's
   * @param includeUsage whether usage is asked for where a streaming client does not ask
   * @param azure of {@link ProviderIr#AZURE_OPENAI} only
   */
  record Llm(
      ProviderIr provider,
      Optional<String> model,
      Map<String, String> modelAliases,
      List<SupportedFormatIr> formats,
      Map<String, FormatIr> routes,
      Optional<String> pathPrefix,
      Optional<String> path,
      Optional<String> host,
      boolean includeUsage,
      Optional<AzureIr> azure)
      implements ProtocolIr {
    public Llm {
      modelAliases = Map.copyOf(modelAliases);
      formats = List.copyOf(formats);
      routes = Map.copyOf(routes);
    }
  }

  /** Who answers. */
  enum ProviderIr {
    /** Any OpenAI-compatible host. */
    CUSTOM,
    OPENAI,
    ANTHROPIC,
    GEMINI,
    AZURE_OPENAI
  }

  /** What a request is. */
  enum FormatIr {
    CHAT_COMPLETIONS,
    COMPLETIONS,
    RESPONSES,
    EMBEDDINGS,
    MESSAGES,
    COUNT_TOKENS
  }

  /** A format and where it is taken; an empty path: the usual one. */
  record SupportedFormatIr(FormatIr format, Optional<String> path) {}

  /** Azure's deployment, empty: the request's model; and version, empty: {@code v1}. */
  record AzureIr(Optional<String> deployment, Optional<String> apiVersion) {}

  /**
   * One or more MCP servers.
   *
   * @param backend whom sealed sessions are bound to
   * @param targets at least one; names differ
   * @param failOpen whether a call goes on without a failing target
   * @param stateless whether every request is initialised anew
   */
  record Mcp(
      String backend,
      List<McpTargetIr> targets,
      PrefixMode prefixMode,
      boolean failOpen,
      boolean stateless)
      implements ProtocolIr {
    public Mcp {
      targets = List.copyOf(targets);
    }
  }

  /** When names are prefixed with their target's. */
  enum PrefixMode {
    CONDITIONAL,
    ALWAYS,
    NEVER
  }

  /**
   * An MCP server.
   *
   * @param cluster name of a {@link ClusterIr}
   * @param authority value of Host
   * @param path empty: {@code /mcp}
   * @param auth empty: no credentials at all
   */
  record McpTargetIr(
      String name,
      String cluster,
      String authority,
      Optional<String> path,
      Optional<UpstreamAuthIr> auth) {}

  /** An agent; an empty authority: the client's. */
  record A2a(Optional<String> authority) implements ProtocolIr {}
}
