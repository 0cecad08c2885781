package dev.agentgateway.controlplane.provisioning;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Arrays;

/** A kind of object that Gateways are given. */
enum OwnedKind {
  SERVICE_ACCOUNT("", "v1", "ServiceAccount", "serviceaccounts"),
  CONFIG_MAP("", "v1", "ConfigMap", "configmaps"),
  DEPLOYMENT("apps", "v1", "Deployment", "deployments"),
  DAEMON_SET("apps", "v1", "DaemonSet", "daemonsets"),
  SERVICE("", "v1", "Service", "services"),
  AUTOSCALER("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
  DISRUPTION_BUDGET("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets");

  private final String group;
  private final String version;
  private final String kind;
  private final String plural;

  OwnedKind(String group, String version, String kind, String plural) {
    this.group = group;
    this.version = version;
    this.kind = kind;
    this.plural = plural;
  }

  static OwnedKind of(String kind) {
    return Arrays.stream(values())
        .filter(each -> each.kind.equals(kind))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(kind));
  }

  String kind() {
    return kind;
  }

  /** Whether pods come of it. */
  boolean isWorkload() {
    return this == DEPLOYMENT || this == DAEMON_SET;
  }

  /** Where the API server has it. */
  ResourceDefinitionContext context() {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group.isEmpty() ? null : group)
        .withVersion(version)
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(true)
        .build();
  }
}
