package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.api.cel.CelEnvironment;
import dev.agentgateway.api.cel.Phase;
import dev.agentgateway.api.v1alpha1.AccessLog;
import dev.agentgateway.api.v1alpha1.FrontendMetrics;
import dev.agentgateway.api.v1alpha1.Tracing;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.AccessLogIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.MetricLabelsIr;
import java.util.List;
import java.util.Optional;

/** {@code spec.frontend.accessLog} and {@code metrics}, translated. */
final class AccessLogs {

  private AccessLogs() {}

  static AccessLogIr ir(PolicyModel policy, AccessLog log) {
    Tracing.Attributes attributes = log.attributes();
    return new AccessLogIr(
        policy.id(),
        Optional.ofNullable(log.filter()),
        attributes == null ? List.of() : Expressions.ir(attributes.add()),
        attributes == null ? List.of() : attributes.remove());
  }

  static MetricLabelsIr ir(PolicyModel policy, FrontendMetrics metrics) {
    return new MetricLabelsIr(policy.id(), Expressions.ir(metrics.attributes().add()));
  }

  /** What is wrong with them; the rest of them works. */
  static List<String> faults(PolicyModel policy, CelEnvironment environment) {
    Expressions log = new Expressions("frontend accessLog", environment);
    policy
        .accessLog()
        .ifPresent(
            written -> {
              Tracing.Attributes attributes = written.attributes();
              if (attributes != null) {
                log.check("attribute", attributes.add(), Phase.LOG);
              }
              log.check("filter", written.filter(), Phase.LOG);
            });
    Expressions metrics = new Expressions("frontend metrics", environment);
    policy
        .metrics()
        .ifPresent(written -> metrics.check("attribute", written.attributes().add(), Phase.LOG));
    log.faults().addAll(metrics.faults());
    return log.faults();
  }
}
