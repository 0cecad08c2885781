package dev.agentgateway.dataplane.config;

import dev.agentgateway.dataplane.config.TracingConfig.NamedExpression;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Gateway that a listener belongs to and its frontend policies, each by Gateway listener name;
 * the empty key holds what applies to listeners without an entry of their own.
 *
 * @param gateway NAMESPACE/NAME; empty where the management server is not ours
 * @param tracingByListener tracing; no entry: none
 * @param accessLogByListener access logs; no entry: none
 * @param metricLabelsByListener labels added to metrics of requests: a name and the CEL expression
 *     of its value
 */
public record GatewayPolicies(
    String gateway,
    Map<String, TracingConfig> tracingByListener,
    Map<String, AccessLogConfig> accessLogByListener,
    Map<String, List<NamedExpression>> metricLabelsByListener) {

  /** No Gateway and no policy. */
  public static final GatewayPolicies NONE = new GatewayPolicies("", Map.of());

  public GatewayPolicies {
    tracingByListener = Map.copyOf(tracingByListener);
    accessLogByListener = Map.copyOf(accessLogByListener);
    metricLabelsByListener = Map.copyOf(metricLabelsByListener);
  }

  /** Tracing alone. */
  public GatewayPolicies(String gateway, Map<String, TracingConfig> tracingByListener) {
    this(gateway, tracingByListener, Map.of(), Map.of());
  }

  /** The tracing policy of a Gateway listener, or null where there is none. */
  public @Nullable TracingConfig tracing(String gatewayListener) {
    TracingConfig own = tracingByListener.get(gatewayListener);
    return own != null ? own : tracingByListener.get("");
  }

  /** The access log policy of a Gateway listener, or null where there is none. */
  public @Nullable AccessLogConfig accessLog(String gatewayListener) {
    AccessLogConfig own = accessLogByListener.get(gatewayListener);
    return own != null ? own : accessLogByListener.get("");
  }

  /** Labels that a Gateway listener adds to metrics of requests; may be empty. */
  public List<NamedExpression> metricLabels(String gatewayListener) {
    List<NamedExpression> own = metricLabelsByListener.get(gatewayListener);
    return own != null ? own : metricLabelsByListener.getOrDefault("", List.of());
  }
}
