package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.dataplane.config.LlmConfig;
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
    if (cluster.backend().protocol() instanceof LlmConfig llm && models.size() < MAX_MODELS) {
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
