package dev.agentgateway.controlplane.xds;

import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.ir.SealingKeysIr;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Encodes Gateways. Remembers what it made: where a value has not changed, the same resource is
 * returned again.
 */
public final class XdsEncoder {
  private final Object lock = new Object();
  private Map<String, GatewayEncoder> encoders = Map.of();

  /**
   * Encodes all Gateways; those that are no longer among them are forgotten.
   *
   * @param sealingKeys of a Gateway by its id; asked for where sessions are sealed
   */
  public List<EncodedGateway> encode(
      List<GatewayIr> gateways, Function<String, SealingKeysIr> sealingKeys) {
    synchronized (lock) {
      Map<String, GatewayEncoder> next = HashMap.newHashMap(gateways.size());
      List<EncodedGateway> encoded =
          gateways.stream()
              .map(
                  gateway -> {
                    GatewayEncoder known = encoders.get(gateway.id());
                    GatewayEncoder encoder = known != null ? known : new GatewayEncoder();
                    next.put(gateway.id(), encoder);
                    Optional<SealingKeysIr> keys =
                        gateway.sealsSessions()
                            ? Optional.of(sealingKeys.apply(gateway.id()))
                            : Optional.empty();
                    return new EncodedGateway(gateway, keys, encoder);
                  })
              .toList();
      encoders = next;
      return encoded;
    }
  }
}
