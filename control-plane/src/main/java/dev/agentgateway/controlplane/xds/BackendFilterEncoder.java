package dev.agentgateway.controlplane.xds;

import dev.agentgateway.api.v1.A2aBackend;
import dev.agentgateway.api.v1.BackendFilter;
import dev.agentgateway.api.v1.LlmBackend;
import dev.agentgateway.api.v1.LlmGroups;
import dev.agentgateway.api.v1.McpBackend;
import dev.agentgateway.api.v1.McpTarget;
import dev.agentgateway.api.v1.UpstreamAuth;
import dev.agentgateway.controlplane.ir.ActionIr.BackendIr;
import dev.agentgateway.controlplane.ir.ProtocolIr;
import dev.agentgateway.controlplane.ir.ProtocolIr.FormatIr;
import dev.agentgateway.controlplane.ir.ProtocolIr.McpTargetIr;
import dev.agentgateway.controlplane.ir.UpstreamAuthIr;
import java.util.List;

/** What a backend speaks and is given, as the configuration of our own filter. */
final class BackendFilterEncoder {
  private BackendFilterEncoder() {}

  static BackendFilter encode(String gateway, BackendIr.Cluster backend) {
    BackendFilter.Builder filter = BackendFilter.newBuilder();
    switch (backend.protocol()) {
      case ProtocolIr.Http() -> {}
      case ProtocolIr.Llm llm -> filter.setLlm(llm(llm));
      case ProtocolIr.LlmGroups groups -> filter.setLlmGroups(groups(groups));
      case ProtocolIr.Mcp mcp -> filter.setMcp(mcp(gateway, mcp));
      case ProtocolIr.A2a a2a -> {
        A2aBackend.Builder agent = A2aBackend.newBuilder();
        a2a.authority().ifPresent(agent::setAuthority);
        filter.setA2A(agent);
      }
    }
    backend.auth().ifPresent(auth -> filter.setAuth(auth(auth)));
    return filter.build();
  }

  private static LlmGroups groups(ProtocolIr.LlmGroups several) {
    LlmGroups.Builder builder = LlmGroups.newBuilder();
    for (List<ProtocolIr.LlmProviderIr> group : several.groups()) {
      LlmGroups.Group.Builder providers = builder.addGroupsBuilder();
      for (ProtocolIr.LlmProviderIr each : group) {
        LlmGroups.Provider.Builder provider =
            providers
                .addProvidersBuilder()
                .setName(each.name())
                .setCluster(each.cluster())
                .setLlm(llm(each.llm()));
        each.auth().ifPresent(auth -> provider.setAuth(auth(auth)));
      }
    }
    return builder.build();
  }

  private static LlmBackend llm(ProtocolIr.Llm llm) {
    LlmBackend.Builder builder =
        LlmBackend.newBuilder()
            .setProvider(provider(llm.provider()))
            .putAllModelAliases(llm.modelAliases())
            .setIncludeUsage(llm.includeUsage());
    llm.model().ifPresent(builder::setModel);
    llm.formats()
        .forEach(
            each -> {
              LlmBackend.SupportedFormat.Builder format =
                  LlmBackend.SupportedFormat.newBuilder().setFormat(format(each.format()));
              each.path().ifPresent(format::setPath);
              builder.addFormats(format);
            });
    llm.routes().forEach((suffix, format) -> builder.putRoutes(suffix, format(format)));
    llm.pathPrefix().ifPresent(builder::setPathPrefix);
    llm.path().ifPresent(builder::setPath);
    llm.host().ifPresent(builder::setHost);
    llm.azure()
        .ifPresent(
            azure -> {
              azure.deployment().ifPresent(builder::setAzureDeployment);
              azure.apiVersion().ifPresent(builder::setAzureApiVersion);
            });
    return builder.build();
  }

  private static LlmBackend.Provider provider(ProtocolIr.ProviderIr provider) {
    return switch (provider) {
      case CUSTOM -> LlmBackend.Provider.CUSTOM;
      case OPENAI -> LlmBackend.Provider.OPENAI;
      case ANTHROPIC -> LlmBackend.Provider.ANTHROPIC;
      case GEMINI -> LlmBackend.Provider.GEMINI;
      case AZURE_OPENAI -> LlmBackend.Provider.AZURE_OPENAI;
    };
  }

  private static LlmBackend.Format format(FormatIr format) {
    return switch (format) {
      case CHAT_COMPLETIONS -> LlmBackend.Format.CHAT_COMPLETIONS;
      case COMPLETIONS -> LlmBackend.Format.COMPLETIONS;
      case RESPONSES -> LlmBackend.Format.RESPONSES;
      case EMBEDDINGS -> LlmBackend.Format.EMBEDDINGS;
      case MESSAGES -> LlmBackend.Format.MESSAGES;
      case COUNT_TOKENS -> LlmBackend.Format.COUNT_TOKENS;
    };
  }

  private static McpBackend mcp(String gateway, ProtocolIr.Mcp mcp) {
    McpBackend.Builder builder =
        McpBackend.newBuilder()
            .setBackend(mcp.backend())
            .setPrefixMode(
                switch (mcp.prefixMode()) {
                  case CONDITIONAL -> McpBackend.PrefixMode.CONDITIONAL;
                  case ALWAYS -> McpBackend.PrefixMode.ALWAYS;
                  case NEVER -> McpBackend.PrefixMode.NEVER;
                })
            .setFailureMode(
                mcp.failOpen()
                    ? McpBackend.FailureMode.FAIL_OPEN
                    : McpBackend.FailureMode.FAIL_CLOSED)
            .setSessionRouting(
                mcp.stateless()
                    ? McpBackend.SessionRouting.STATELESS
                    : McpBackend.SessionRouting.STATEFUL)
            .setSealingKeys(ResourceNames.sealingKeys(gateway));
    mcp.targets().forEach(target -> builder.addTargets(target(target)));
    return builder.build();
  }

  private static McpTarget target(McpTargetIr target) {
    McpTarget.Builder builder =
        McpTarget.newBuilder()
            .setName(target.name())
            .setCluster(target.cluster())
            .setAuthority(target.authority());
    target.path().ifPresent(builder::setPath);
    target.auth().ifPresent(auth -> builder.setAuth(auth(auth)));
    return builder.build();
  }

  private static UpstreamAuth auth(UpstreamAuthIr auth) {
    UpstreamAuth.Builder builder = UpstreamAuth.newBuilder();
    switch (auth) {
      case UpstreamAuthIr.Stored stored -> builder.setSecret(stored.secret());
      case UpstreamAuthIr.Passthrough _ -> builder.setPassthrough(true);
    }
    auth.place().ifPresent(place -> builder.setHeader(place.header()).setPrefix(place.prefix()));
    return builder.build();
  }
}
