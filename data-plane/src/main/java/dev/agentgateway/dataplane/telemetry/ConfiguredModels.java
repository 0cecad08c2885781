package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.dataplane.config.A2aConfig;
import dev.agentgateway.dataplane.config.BackendConfig.BackendProtocol;
import dev.agentgateway.dataplane.config.LlmConfig;
import dev.agentgateway.dataplane.config.LlmGroupsConfig;
import dev.agentgateway.dataplane.config.McpConfig;
import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.config.RouteConfig;
import dev.agentgateway.dataplane.config.RouteTableConfig;
import dev.agentgateway.dataplane.config.VirtualHostConfig;
import java.util.HashSet;
import java.util.Set;

/** The models that a configuration names. */
final class ConfiguredModels {
  private static final int MAX_MODELS = 1_000;

  private ConfiguredModels() {}

  /** Models and aliases of all LLM backends that routes lead to, patterns left out. */
  static Set<String> of(ProxyConfig config) {
    Set<String> models = new HashSet<>();
    for (RouteTableConfig table : config.routeTables().values()) {
      for (VirtualHostConfig host : table.virtualHosts()) {
        for (RouteConfig route : host.routes()) {
          if (route.action() instanceof RouteAction.Forward forward) {
            forward.clusters().forEach(cluster -> add(models, cluster));
          }
        }
      }
    }
    return models;
  }

  private static void add(Set<String> models, RouteAction.WeightedCluster cluster) {
    switch (cluster.backend().protocol()) {
      case LlmConfig llm -> add(models, llm);
      case LlmGroupsConfig groups ->
          groups.providers().forEach(provider -> add(models, provider.llm()));
      case BackendProtocol.Http _, McpConfig _, A2aConfig _ -> {}
    }
  }

  private static void add(Set<String> models, LlmConfig llm) {
    if (models.size() < MAX_MODELS) {
      llm.model().ifPresent(models::add);
      llm.modelAliases()
          .forEach(
              (alias, model) -> {
                models.add(model);
                if (alias.indexOf('*') < 0) {
                  models.add(alias);
                }
              });
    }
  }
}
