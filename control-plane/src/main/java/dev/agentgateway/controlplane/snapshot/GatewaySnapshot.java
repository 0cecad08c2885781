package dev.agentgateway.controlplane.snapshot;

import dev.agentgateway.controlplane.xds.Dialect;
import dev.agentgateway.controlplane.xds.EncodedGateway;
import dev.agentgateway.controlplane.xds.XdsType;

/** Everything served for one Gateway at one instant. Immutable; encoded when first asked for. */
public final class GatewaySnapshot {
  private final EncodedGateway gateway;
  private final ResourceMaps maps;

  GatewaySnapshot(EncodedGateway gateway, ResourceMaps maps) {
    this.gateway = gateway;
    this.maps = maps;
  }

  /** NAMESPACE/NAME. */
  public String gateway() {
    return gateway.id();
  }

  /** What a wildcard subscription is sent. */
  public ResourceMap resources(Dialect dialect, XdsType type) {
    return maps.of(dialect + "/" + type, gateway.resources(dialect, type));
  }

  /** Listeners that are sent only to who names them. */
  public ResourceMap apiListeners() {
    return maps.of("api", gateway.apiListeners());
  }

  /** Whether another snapshot serves the same. */
  boolean serves(EncodedGateway other) {
    return gateway.equals(other);
  }

  ResourceMaps maps() {
    return maps;
  }

  @Override
  public String toString() {
    return "GatewaySnapshot[" + gateway() + "]";
  }
}
