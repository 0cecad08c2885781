package dev.agentgateway.dataplane.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Gateway that a listener belongs to and its frontend policies.
 *
 * @param gateway NAMESPACE/NAME; empty where the management server is not ours
 * @param tracingByListener tracing by Gateway listener name; the empty key holds what applies to
 *     listeners without an entry of their own
 */
public record GatewayPolicies(String gateway, Map<String, TracingConfig> tracingByListener) {

  /** No Gateway and no policy. */
  public static final GatewayPolicies NONE = new GatewayPolicies("", Map.of());

  public GatewayPolicies {
    tracingByListener = Map.copyOf(tracingByListener);
  }

  /** The tracing policy of a Gateway listener, or null where there is none. */
  public @Nullable TracingConfig tracing(String gatewayListener) {
    TracingConfig own = tracingByListener.get(gatewayListener);
    return own != null ? own : tracingByListener.get("");
  }
}
