package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.api.v1alpha1.AgentgatewayBackend;
import dev.agentgateway.api.v1alpha1.AiBackend;
import dev.agentgateway.api.v1alpha1.McpBackend;
import io.fabric8.kubernetes.api.model.Service;

/** How backends are spoken to. */
public interface SettingsLookup {

  /**
   * A port of a Service.
   *
   * @param portName empty where the port has none
   */
  BackendSettings ofService(Service service, int port, String portName);

  /** An AgentgatewayBackend. */
  BackendSettings ofBackend(AgentgatewayBackend backend);

  /**
   * One model of several of an AgentgatewayBackend.
   *
   * @param group index of its group
   */
  BackendSettings ofProvider(AgentgatewayBackend backend, int group, AiBackend.Provider provider);

  /** One MCP server of an AgentgatewayBackend. */
  BackendSettings ofMcpTarget(AgentgatewayBackend backend, McpBackend.Target target);
}
