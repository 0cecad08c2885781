package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.api.v1alpha1.AgentgatewayPolicy;
import dev.agentgateway.api.v1alpha1.AgentgatewayPolicySpec;
import dev.agentgateway.api.v1alpha1.FrontendPolicy;
import dev.agentgateway.api.v1alpha1.TargetRef;
import dev.agentgateway.api.v1alpha1.TargetSelector;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.translation.Conditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads AgentgatewayPolicies. */
final class PolicyReader {

  private PolicyReader() {}

  static PolicyModel read(AgentgatewayPolicy policy) {
    AgentgatewayPolicySpec spec = policy.getSpec();
    List<PolicyTarget> targets = new ArrayList<>();
    for (TargetRef ref : spec.targetRefs()) {
      targets.add(
          new PolicyTarget(
              PolicyTarget.Kind.of(ref.group(), ref.kind()),
              ref.kind(),
              Optional.of(ref.name()),
              Map.of(),
              Optional.ofNullable(ref.sectionName()),
              Optional.ofNullable(ref.port())));
    }
    for (TargetSelector selector : spec.targetSelectors()) {
      targets.add(
          new PolicyTarget(
              PolicyTarget.Kind.of(selector.group(), selector.kind()),
              selector.kind(),
              Optional.empty(),
              selector.matchLabels(),
              Optional.ofNullable(selector.sectionName()),
              Optional.ofNullable(selector.port())));
    }
    return new PolicyModel(
        new ObjectRef(
            "AgentgatewayPolicy",
            policy.getMetadata().getNamespace(),
            policy.getMetadata().getName()),
        Conditions.about(policy),
        Objects.requireNonNullElse(policy.getMetadata().getCreationTimestamp(), "~"),
        targets,
        Optional.ofNullable(spec.frontend()).map(FrontendPolicy::tracing),
        Optional.ofNullable(spec.frontend()).map(FrontendPolicy::accessLog),
        Optional.ofNullable(spec.frontend()).map(FrontendPolicy::metrics),
        Optional.ofNullable(spec.backend()),
        spec.unsupportedFields());
  }
}
