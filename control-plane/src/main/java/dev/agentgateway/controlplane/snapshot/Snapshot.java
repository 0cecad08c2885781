package dev.agentgateway.controlplane.snapshot;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every Gateway at one instant.
 *
 * @param gateways by NAMESPACE/NAME
 */
public record Snapshot(Map<String, GatewaySnapshot> gateways) {
  public Snapshot {
    gateways = Map.copyOf(gateways);
  }

  /** The snapshot of a Gateway; empty where there is no such Gateway. */
  public Optional<GatewaySnapshot> gateway(String id) {
    @Nullable GatewaySnapshot snapshot = gateways.get(id);
    return Optional.ofNullable(snapshot);
  }
}
