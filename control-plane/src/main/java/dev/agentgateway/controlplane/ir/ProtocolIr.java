package dev.agentgateway.controlplane.ir;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a backend speaks. */
public sealed interface ProtocolIr {

  /** Plain HTTP. */
  record Http() implements ProtocolIr {}

  /**
   * An LLM.
   *
   * @param model sent whatever the client asks for; empty: what it asks for
   * @param own what the backend itself says of calls; nothing changes that
   * @param attached what policies say of calls
   * @param formats what it takes; empty: what the provider takes
   * @param pathPrefix in the place of the provider's {@code /v1}; empty: it stays
   * @param path the whole path of requests; empty: it does not change
   * @param host of requests; empty: the client's
   * @param includeUsage whether usage is asked for where a streaming client does not ask
   * @param azure of {@link ProviderIr#AZURE_OPENAI} only
   */
  record Llm(
      ProviderIr provider,
      Optional<String> model,
      CallsIr own,
      CallsIr attached,
      List<SupportedFormatIr> formats,
      Optional<String> pathPrefix,
      Optional<String> path,
      Optional<String> host,
      boolean includeUsage,
      Optional<AzureIr> azure)
      implements ProtocolIr {
    public Llm {
      formats = List.copyOf(formats);
    }

    /** Model that a client names, exact or with one {@code *}, to the one sent. */
    public Map<String, String> modelAliases() {
      return own.orElse(attached).modelAliases().orElse(Map.of());
    }

    /** Format of a request by the end of its path. */
    public Map<String, FormatIr> routes() {
      return own.orElse(attached).routes().orElse(Map.of());
    }

    /** The same where policies of a route say more, and those of its Gateway what is left open. */
    public Llm covered(CallsIr route, CallsIr gateway) {
      return new Llm(
          provider,
          model,
          own,
          route.orElse(attached).orElse(gateway),
          formats,
          pathPrefix,
          path,
          host,
          includeUsage,
          azure);
    }
  }

  /**
   * Models of which any answers.
   *
   * @param groups the most wanted first; none is empty
   */
  record LlmGroups(List<List<LlmProviderIr>> groups) implements ProtocolIr {
    public LlmGroups {
      groups = groups.stream().map(List::copyOf).toList();
    }

    /** Those of all groups. */
    public Stream<LlmProviderIr> providers() {
      return groups.stream().flatMap(List::stream);
    }

    /** The same where policies say more of calls. */
    public LlmGroups covered(CallsIr route, CallsIr gateway) {
      return new LlmGroups(
          groups.stream()
              .map(
                  group ->
                      group.stream()
                          .map(
                              each ->
                                  new LlmProviderIr(
                                      each.name(),
                                      each.cluster(),
                                      each.llm().covered(route, gateway),
                                      each.auth()))
                          .toList())
              .toList());
    }
  }

  /**
   * One of several.
   *
   * @param name unique within its group
   * @param cluster name of a {@link ClusterIr}
   * @param auth empty: the client's credentials go on as they came
   */
  record LlmProviderIr(String name, String cluster, Llm llm, Optional<UpstreamAuthIr> auth) {}

  /** What is said of calls, each by itself; empty: nothing. */
  record CallsIr(
      Optional<Map<String, String>> modelAliases, Optional<Map<String, FormatIr>> routes) {

    /** Nothing is said. */
    public static final CallsIr NONE = new CallsIr(Optional.empty(), Optional.empty());

    /** This; what it leaves open as {@code wider} has it. */
    public CallsIr orElse(CallsIr wider) {
      return new CallsIr(modelAliases.or(wider::modelAliases), routes.or(wider::routes));
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
