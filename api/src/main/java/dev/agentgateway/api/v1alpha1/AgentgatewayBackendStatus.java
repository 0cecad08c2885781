package dev.agentgateway.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** Status of an {@link AgentgatewayBackend}. */
public record AgentgatewayBackendStatus(List<Condition> conditions) {
  public AgentgatewayBackendStatus {
    conditions = Absent.toEmpty(conditions);
  }
}
