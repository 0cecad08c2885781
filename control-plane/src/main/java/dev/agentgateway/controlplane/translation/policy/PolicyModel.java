package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.api.v1alpha1.AccessLog;
import dev.agentgateway.api.v1alpha1.BackendPolicy;
import dev.agentgateway.api.v1alpha1.FrontendMetrics;
import dev.agentgateway.api.v1alpha1.Tracing;
import dev.agentgateway.api.v1alpha1.UnsupportedField;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.translation.Conditions;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An AgentgatewayPolicy, read.
 *
 * @param age creationTimestamp; {@code ~} where there is none, which sorts last
 * @param tracing {@code spec.frontend.tracing}
 * @param accessLog {@code spec.frontend.accessLog}
 * @param metrics {@code spec.frontend.metrics}
 * @param backend {@code spec.backend}
 * @param unsupported what it sets and is not built
 */
record PolicyModel(
    ObjectRef ref,
    Conditions conditions,
    String age,
    List<PolicyTarget> targets,
    Optional<Tracing> tracing,
    Optional<AccessLog> accessLog,
    Optional<FrontendMetrics> metrics,
    Optional<BackendPolicy> backend,
    List<UnsupportedField> unsupported) {

  /** Of several policies for the same thing the first one is in force. */
  static final Comparator<PolicyModel> OLDEST_FIRST =
      Comparator.comparing(PolicyModel::age).thenComparing(PolicyModel::ref);

  PolicyModel {
    targets = List.copyOf(targets);
    unsupported = List.copyOf(unsupported);
  }

  /** NAMESPACE/NAME. */
  String id() {
    return ref.namespace() + "/" + ref.name();
  }

  /** What of {@code spec.frontend} it sets and is built. */
  Set<FrontendField> frontend() {
    Set<FrontendField> fields = EnumSet.noneOf(FrontendField.class);
    if (tracing.isPresent()) {
      fields.add(FrontendField.TRACING);
    }
    if (accessLog.isPresent()) {
      fields.add(FrontendField.ACCESS_LOG);
    }
    if (metrics.isPresent()) {
      fields.add(FrontendField.METRICS);
    }
    return fields;
  }

  /** Paths of what it sets, guards traffic and is not built. */
  List<String> guards() {
    return unsupported.stream()
        .filter(UnsupportedField::guard)
        .map(UnsupportedField::path)
        .toList();
  }
}
