package dev.agentgateway.dataplane.xds.decode;

import dev.agentgateway.api.v1.A2aBackend;
import dev.agentgateway.api.v1.BackendFilter;
import dev.agentgateway.api.v1.LlmBackend;
import dev.agentgateway.api.v1.LlmGroups;
import dev.agentgateway.api.v1.McpBackend;
import dev.agentgateway.api.v1.McpTarget;
import dev.agentgateway.api.v1.UpstreamAuth;
import dev.agentgateway.dataplane.config.A2aConfig;
import dev.agentgateway.dataplane.config.BackendConfig;
import dev.agentgateway.dataplane.config.BackendConfig.Auth;
import dev.agentgateway.dataplane.config.BackendConfig.BackendProtocol;
import dev.agentgateway.dataplane.config.LlmConfig;
import dev.agentgateway.dataplane.config.LlmGroupsConfig;
import dev.agentgateway.dataplane.config.McpConfig;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Our own filter's configuration of a backend to {@link BackendConfig}. */
final class BackendFilterDecoder {

  private static final String DEFAULT_MCP_PATH = "/mcp";

  private final Findings findings;

  BackendFilterDecoder(Findings findings) {
    this.findings = findings;
  }

  BackendConfig decode(BackendFilter filter) {
    findings.ignoreAllBut(filter, Set.of("llm", "llm_groups", "mcp", "a2a", "auth"));
    BackendProtocol protocol =
        switch (filter.getProtocolCase()) {
          case LLM -> {
            try (Findings.Scope _ = findings.at("llm")) {
              yield llm(filter.getLlm());
            }
          }
          case LLM_GROUPS -> {
            try (Findings.Scope _ = findings.at("llm_groups")) {
              yield groups(filter.getLlmGroups());
            }
          }
          case MCP -> {
            try (Findings.Scope _ = findings.at("mcp")) {
              yield mcp(filter.getMcp());
            }
          }
          case A2A -> {
            try (Findings.Scope _ = findings.at("a2a")) {
              yield a2a(filter.getA2A());
            }
          }
          case PROTOCOL_NOT_SET -> new BackendProtocol.Http();
        };
    return new BackendConfig(
        protocol == null ? new BackendProtocol.Http() : protocol,
        filter.hasAuth() ? auth(filter.getAuth()) : new Auth.None());
  }

  /** A credential of a kind that is not known refuses the resource: nothing is sent without it. */
  private Auth auth(UpstreamAuth auth) {
    try (Findings.Scope _ = findings.at("auth")) {
      Optional<String> header = nonEmpty(auth.getHeader().toLowerCase(Locale.ROOT));
      return switch (auth.getCredentialCase()) {
        case SECRET -> new Auth.Secret(auth.getSecret(), header, auth.getPrefix());
        case PASSTHROUGH -> new Auth.Passthrough(header);
        case CREDENTIAL_NOT_SET -> {
          findings.problem("credential", "none (expected: secret or passthrough)");
          yield new Auth.None();
        }
      };
    }
  }

  /** Null with a problem. */
  private @Nullable LlmGroupsConfig groups(LlmGroups several) {
    ignoreUnknown(several.getUnknownFields().asMap().keySet());
    List<List<LlmGroupsConfig.Member>> groups = new ArrayList<>();
    for (int i = 0; i < several.getGroupsCount(); i++) {
      try (Findings.Scope _ = findings.at("groups", i)) {
        LlmGroups.Group group = several.getGroups(i);
        ignoreUnknown(group.getUnknownFields().asMap().keySet());
        List<LlmGroupsConfig.Member> providers = new ArrayList<>();
        for (int j = 0; j < group.getProvidersCount(); j++) {
          try (Findings.Scope _ = findings.at("providers", j)) {
            providers.add(provider(group.getProviders(j)));
          }
        }
        if (providers.isEmpty()) {
          findings.problem("providers", "none (expected: at least one)");
          return null;
        }
        groups.add(providers);
      }
    }
    if (groups.isEmpty()) {
      findings.problem("groups", "none (expected: at least one)");
      return null;
    }
    return new LlmGroupsConfig(groups);
  }

  private LlmGroupsConfig.Member provider(LlmGroups.Provider provider) {
    ignoreUnknown(provider.getUnknownFields().asMap().keySet());
    if (provider.getCluster().isEmpty()) {
      findings.problem("cluster", "empty (expected: a cluster)");
    }
    return new LlmGroupsConfig.Member(
        provider.getName(),
        provider.getCluster(),
        llm(provider.getLlm()),
        provider.hasAuth() ? auth(provider.getAuth()) : new Auth.None());
  }

  private LlmConfig llm(LlmBackend llm) {
    ignoreUnknown(llm.getUnknownFields().asMap().keySet());
    return new LlmConfig(
        provider(llm),
        nonEmpty(llm.getModel()),
        llm.getModelAliasesMap(),
        formats(llm.getFormatsList()),
        routes(llm.getRoutesMap()),
        nonEmpty(llm.getPathPrefix()),
        nonEmpty(llm.getPath()),
        nonEmpty(llm.getHost()),
        llm.getIncludeUsage(),
        nonEmpty(llm.getAzureDeployment()),
        llm.getAzureApiVersion(),
        limit("max_body_bytes", llm.getMaxBodyBytes(), LlmConfig.DEFAULT_MAX_BODY_BYTES));
  }

  private LlmConfig.Provider provider(LlmBackend llm) {
    return switch (llm.getProvider()) {
      case CUSTOM -> LlmConfig.Provider.CUSTOM;
      case OPENAI -> LlmConfig.Provider.OPENAI;
      case ANTHROPIC -> LlmConfig.Provider.ANTHROPIC;
      case GEMINI -> LlmConfig.Provider.GEMINI;
      case AZURE_OPENAI -> LlmConfig.Provider.AZURE_OPENAI;
      case UNRECOGNIZED -> {
        findings.problem("provider", llm.getProviderValue() + " (expected: 0 to 4)");
        yield LlmConfig.Provider.CUSTOM;
      }
    };
  }

  /** Formats of a newer control plane are not asked for here and are left out. */
  private Map<LlmConfig.Format, String> formats(List<LlmBackend.SupportedFormat> supported) {
    Map<LlmConfig.Format, String> formats = new EnumMap<>(LlmConfig.Format.class);
    for (int i = 0; i < supported.size(); i++) {
      LlmConfig.Format format = format(supported.get(i).getFormat());
      if (format == null) {
        findings.ignored("formats[" + i + "]");
      } else {
        formats.put(format, supported.get(i).getPath());
      }
    }
    if (formats.isEmpty() && !supported.isEmpty()) {
      findings.problem("formats", "none that is known (expected: 0 to 5)");
    }
    return formats;
  }

  private Map<String, LlmConfig.Format> routes(Map<String, LlmBackend.Format> written) {
    Map<String, LlmConfig.Format> routes = new HashMap<>();
    written.forEach(
        (suffix, each) -> {
          LlmConfig.Format format = format(each);
          if (format == null) {
            findings.ignored("routes[" + suffix + "]");
          } else {
            routes.put(suffix, format);
          }
        });
    return routes;
  }

  private static LlmConfig.@Nullable Format format(LlmBackend.Format format) {
    return switch (format) {
      case CHAT_COMPLETIONS -> LlmConfig.Format.CHAT_COMPLETIONS;
      case COMPLETIONS -> LlmConfig.Format.COMPLETIONS;
      case RESPONSES -> LlmConfig.Format.RESPONSES;
      case EMBEDDINGS -> LlmConfig.Format.EMBEDDINGS;
      case MESSAGES -> LlmConfig.Format.MESSAGES;
      case COUNT_TOKENS -> LlmConfig.Format.COUNT_TOKENS;
      case UNRECOGNIZED -> null;
    };
  }

  /** Null with a problem. */
  private @Nullable McpConfig mcp(McpBackend mcp) {
    ignoreUnknown(mcp.getUnknownFields().asMap().keySet());
    List<McpConfig.Target> targets = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < mcp.getTargetsCount(); i++) {
      try (Findings.Scope _ = findings.at("targets", i)) {
        McpTarget target = mcp.getTargets(i);
        if (!names.add(target.getName())) {
          findings.problem("name", "'" + target.getName() + "' again (expected: different names)");
        }
        targets.add(target(target));
      }
    }
    if (targets.isEmpty()) {
      findings.problem("targets", "none (expected: at least one)");
      return null;
    }
    return new McpConfig(
        mcp.getBackend(),
        targets,
        prefixMode(mcp),
        failureMode(mcp),
        isStateless(mcp),
        mcp.getSealingKeys(),
        limit("max_message_bytes", mcp.getMaxMessageBytes(), McpConfig.DEFAULT_MAX_MESSAGE_BYTES));
  }

  private McpConfig.Target target(McpTarget target) {
    ignoreUnknown(target.getUnknownFields().asMap().keySet());
    if (target.getCluster().isEmpty()) {
      findings.problem("cluster", "empty (expected: a cluster)");
    }
    return new McpConfig.Target(
        target.getName(),
        target.getCluster(),
        target.getAuthority(),
        target.getPath().isEmpty() ? DEFAULT_MCP_PATH : target.getPath(),
        target.hasAuth() ? auth(target.getAuth()) : new Auth.None());
  }

  private McpConfig.PrefixMode prefixMode(McpBackend mcp) {
    return switch (mcp.getPrefixMode()) {
      case CONDITIONAL -> McpConfig.PrefixMode.CONDITIONAL;
      case ALWAYS -> McpConfig.PrefixMode.ALWAYS;
      case NEVER -> McpConfig.PrefixMode.NEVER;
      case UNRECOGNIZED -> {
        findings.problem("prefix_mode", mcp.getPrefixModeValue() + " (expected: 0, 1 or 2)");
        yield McpConfig.PrefixMode.CONDITIONAL;
      }
    };
  }

  private McpConfig.FailureMode failureMode(McpBackend mcp) {
    return switch (mcp.getFailureMode()) {
      case FAIL_CLOSED -> McpConfig.FailureMode.FAIL_CLOSED;
      case FAIL_OPEN -> McpConfig.FailureMode.FAIL_OPEN;
      case UNRECOGNIZED -> {
        findings.problem("failure_mode", mcp.getFailureModeValue() + " (expected: 0 or 1)");
        yield McpConfig.FailureMode.FAIL_CLOSED;
      }
    };
  }

  private boolean isStateless(McpBackend mcp) {
    return switch (mcp.getSessionRouting()) {
      case STATEFUL -> false;
      case STATELESS -> true;
      case UNRECOGNIZED -> {
        findings.problem("session_routing", mcp.getSessionRoutingValue() + " (expected: 0 or 1)");
        yield false;
      }
    };
  }

  private A2aConfig a2a(A2aBackend a2a) {
    ignoreUnknown(a2a.getUnknownFields().asMap().keySet());
    return new A2aConfig(
        nonEmpty(a2a.getAuthority()),
        limit("max_message_bytes", a2a.getMaxMessageBytes(), A2aConfig.DEFAULT_MAX_MESSAGE_BYTES));
  }

  private int limit(String field, int value, int byDefault) {
    if (value < 0) {
      findings.problem(
          field, Integer.toUnsignedString(value) + " (expected: 0 to " + Integer.MAX_VALUE + ")");
    }
    return value <= 0 ? byDefault : value;
  }

  /** Fields of a newer control plane. */
  private void ignoreUnknown(Set<Integer> numbers) {
    numbers.forEach(number -> findings.ignored("#" + number));
  }

  private static Optional<String> nonEmpty(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
