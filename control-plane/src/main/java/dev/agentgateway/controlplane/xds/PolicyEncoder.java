package dev.agentgateway.controlplane.xds;

import dev.agentgateway.api.v1.AccessLog;
import dev.agentgateway.api.v1.ExportHeader;
import dev.agentgateway.api.v1.FrontendPolicy;
import dev.agentgateway.api.v1.GatewayFilter;
import dev.agentgateway.api.v1.NamedExpression;
import dev.agentgateway.api.v1.Tracing;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.AccessLogIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.CollectorIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.NamedExpressionIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.TracingIr;
import dev.agentgateway.controlplane.ir.PortIr;
import java.util.List;

/** Frontend policies as the configuration of our own filter. */
final class PolicyEncoder {
  private PolicyEncoder() {}

  static GatewayFilter gatewayFilter(String gateway, PortIr port) {
    GatewayFilter.Builder filter = GatewayFilter.newBuilder().setGateway(gateway);
    port.policies().forEach((listener, policy) -> filter.putListeners(listener, policy(policy)));
    return filter.build();
  }

  private static FrontendPolicy policy(FrontendPolicyIr policy) {
    FrontendPolicy.Builder builder = FrontendPolicy.newBuilder();
    policy.tracing().ifPresent(tracing -> builder.setTracing(tracing(tracing)));
    policy.accessLog().ifPresent(log -> builder.setAccessLog(accessLog(log)));
    policy
        .metricLabels()
        .ifPresent(metrics -> builder.addAllMetricLabels(expressions(metrics.labels())));
    return builder.build();
  }

  private static AccessLog accessLog(AccessLogIr log) {
    AccessLog.Builder builder = AccessLog.newBuilder().setPolicy(log.policy());
    log.filter().ifPresent(builder::setFilter);
    return builder
        .addAllAttributes(expressions(log.attributes()))
        .addAllRemoveAttributes(log.removeAttributes())
        .build();
  }

  private static Tracing tracing(TracingIr tracing) {
    Tracing.Builder builder =
        Tracing.newBuilder().setPolicy(tracing.policy()).setPolicyGeneration(tracing.generation());
    switch (tracing.collector()) {
      case CollectorIr.Otlp otlp -> collector(builder, otlp);
      case CollectorIr.Invalid(String why) -> builder.setInvalidReason(why);
    }
    tracing.clientSampling().ifPresent(builder::setClientSampling);
    tracing.randomSampling().ifPresent(builder::setRandomSampling);
    tracing.parentNotSampled().ifPresent(builder::setParentNotSampled);
    tracing.filter().ifPresent(builder::setFilter);
    return builder
        .addAllResources(expressions(tracing.resources()))
        .addAllAttributes(expressions(tracing.attributes()))
        .addAllRemoveAttributes(tracing.removeAttributes())
        .setRunsOff(!tracing.runs())
        .build();
  }

  private static void collector(Tracing.Builder tracing, CollectorIr.Otlp otlp) {
    tracing.setCluster(otlp.cluster()).setAuthority(otlp.authority());
    otlp.path().ifPresent(path -> tracing.setProtocol(Tracing.Protocol.HTTP).setPath(path));
    otlp.headers()
        .forEach(
            header ->
                tracing.addHeaders(
                    ExportHeader.newBuilder()
                        .setName(header.name())
                        .setSecret(header.secret())
                        .setPrefix(header.prefix())));
  }

  private static List<NamedExpression> expressions(List<NamedExpressionIr> expressions) {
    return expressions.stream()
        .map(
            expression ->
                NamedExpression.newBuilder()
                    .setName(expression.name())
                    .setExpression(expression.expression())
                    .build())
        .toList();
  }
}
