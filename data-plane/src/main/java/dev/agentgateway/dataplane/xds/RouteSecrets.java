package dev.agentgateway.dataplane.xds;

import dev.agentgateway.dataplane.config.A2aConfig;
import dev.agentgateway.dataplane.config.BackendConfig;
import dev.agentgateway.dataplane.config.BackendConfig.Auth;
import dev.agentgateway.dataplane.config.BackendConfig.BackendProtocol;
import dev.agentgateway.dataplane.config.LlmConfig;
import dev.agentgateway.dataplane.config.LlmGroupsConfig;
import dev.agentgateway.dataplane.config.McpConfig;
import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.config.RouteConfig;
import dev.agentgateway.dataplane.config.RouteTableConfig;
import dev.agentgateway.dataplane.config.VirtualHostConfig;
import java.util.HashSet;
import java.util.Set;

/** Finds the secrets that backends of routes name. */
final class RouteSecrets {
  private RouteSecrets() {}

  static Set<String> of(RouteTableConfig table) {
    Set<String> names = new HashSet<>();
    for (VirtualHostConfig host : table.virtualHosts()) {
      for (RouteConfig route : host.routes()) {
        if (route.action() instanceof RouteAction.Forward forward) {
          forward.clusters().forEach(share -> add(share.backend(), names));
        }
      }
    }
    return names;
  }

  private static void add(BackendConfig backend, Set<String> names) {
    add(backend.auth(), names);
    switch (backend.protocol()) {
      case McpConfig mcp -> {
        mcp.targets().forEach(target -> add(target.auth(), names));
        if (!mcp.sealingKeys().isEmpty()) {
          names.add(mcp.sealingKeys());
        }
      }
      case LlmGroupsConfig groups ->
          groups.providers().forEach(provider -> add(provider.auth(), names));
      case BackendProtocol.Http _, LlmConfig _, A2aConfig _ -> {}
    }
  }

  private static void add(Auth auth, Set<String> names) {
    switch (auth) {
      case Auth.Secret secret -> names.add(secret.secret());
      case Auth.None _, Auth.Passthrough _ -> {}
    }
  }
}
