package dev.agentgateway.dataplane.xds.decode;

import dev.agentgateway.api.v1.AccessLog;
import dev.agentgateway.api.v1.FrontendPolicy;
import dev.agentgateway.api.v1.GatewayFilter;
import dev.agentgateway.dataplane.config.AccessLogConfig;
import dev.agentgateway.dataplane.config.GatewayPolicies;
import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.config.TracingConfig.NamedExpression;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Our own filter's configuration of a listener to {@link GatewayPolicies}. */
final class GatewayPoliciesDecoder {

  private final Findings findings;
  private final Map<String, TracingConfig> tracing = new HashMap<>();
  private final Map<String, AccessLogConfig> accessLogs = new HashMap<>();
  private final Map<String, List<NamedExpression>> metricLabels = new HashMap<>();

  GatewayPoliciesDecoder(Findings findings) {
    this.findings = findings;
  }

  GatewayPolicies decode(GatewayFilter filter) {
    findings.ignoreAllBut(filter, Set.of("gateway", "listeners"));
    filter
        .getListenersMap()
        .forEach(
            (listener, policy) -> {
              try (Findings.Scope _ = findings.at("listeners[" + listener + "]")) {
                decode(listener, policy);
              }
            });
    return new GatewayPolicies(filter.getGateway(), tracing, accessLogs, metricLabels);
  }

  private void decode(String listener, FrontendPolicy policy) {
    findings.ignoreAllBut(policy, Set.of("tracing", "access_log", "metric_labels"));
    if (policy.hasTracing()) {
      try (Findings.Scope _ = findings.at("tracing")) {
        tracing.put(listener, new TracingDecoder(findings).decode(policy.getTracing()));
      }
    }
    if (policy.hasAccessLog()) {
      try (Findings.Scope _ = findings.at("access_log")) {
        accessLogs.put(listener, accessLog(policy.getAccessLog()));
      }
    }
    if (policy.getMetricLabelsCount() > 0) {
      metricLabels.put(listener, TracingDecoder.expressions(policy.getMetricLabelsList()));
    }
  }

  private AccessLogConfig accessLog(AccessLog log) {
    findings.ignoreAllBut(log, Set.of("policy", "filter", "attributes", "remove_attributes"));
    return new AccessLogConfig(
        log.getPolicy(),
        log.hasFilter() ? Optional.of(log.getFilter()) : Optional.empty(),
        TracingDecoder.expressions(log.getAttributesList()),
        log.getRemoveAttributesList());
  }
}
