package dev.agentgateway.controlplane.xds;

import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.ir.SealingKeysIr;
import java.util.List;
import java.util.Optional;

/**
 * A Gateway ready to be served. Resources are made when they are asked for.
 *
 * <p>Two are equal if they were made from equal values.
 */
public final class EncodedGateway {
  private final GatewayIr gateway;
  private final Optional<SealingKeysIr> sealingKeys;
  private final GatewayEncoder encoder;

  EncodedGateway(GatewayIr gateway, Optional<SealingKeysIr> sealingKeys, GatewayEncoder encoder) {
    this.gateway = gateway;
    this.sealingKeys = sealingKeys;
    this.encoder = encoder;
  }

  /** NAMESPACE/NAME. */
  public String id() {
    return gateway.id();
  }

  /** The resources of a type that a wildcard subscription is sent, sorted by name. */
  public List<XdsResource> resources(Dialect dialect, XdsType type) {
    return dialect == Dialect.AGENTGATEWAY && type == XdsType.SECRET
        ? encoder.ownSecrets(gateway, sealingKeys)
        : encoder.resources(gateway, dialect, type);
  }

  /** Listeners for gRPC clients, which are sent only to who names them. */
  public List<XdsResource> apiListeners() {
    return encoder.apiListeners(gateway);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EncodedGateway that
        && gateway.equals(that.gateway)
        && sealingKeys.equals(that.sealingKeys);
  }

  @Override
  public int hashCode() {
    return gateway.hashCode();
  }

  @Override
  public String toString() {
    return "EncodedGateway[" + id() + "]";
  }
}
