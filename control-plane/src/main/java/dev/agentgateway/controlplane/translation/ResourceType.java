package dev.agentgateway.controlplane.translation;

/** Types of xDS resources that a translation leads to. */
public enum ResourceType {
  LISTENER,
  ROUTE_CONFIGURATION,
  VIRTUAL_HOST,
  CLUSTER,
  ENDPOINTS,
  SECRET
}
