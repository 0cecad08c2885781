package dev.agentgateway.controlplane.xds;

import dev.agentgateway.controlplane.ir.GatewayIr;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Encodes Gateways. Remembers what it made: where a value has not changed, the same resource is
 * returned again.
 */
public final class XdsEncoder {
  private final Object lock = new Object();
  private Map<String, GatewayEncoder> encoders = Map.of();

  /** Encodes all Gateways; those that are no longer among them are forgotten. */
  public List<EncodedGateway> encode(List<GatewayIr> gateways) {
    synchronized (lock) {
      Map<String, GatewayEncoder> next = HashMap.newHashMap(gateways.size());
      List<EncodedGateway> encoded =
          gateways.stream()
              .map(
                  gateway -> {
                    GatewayEncoder known = encoders.get(gateway.id());
                    GatewayEncoder encoder = known != null ? known : new GatewayEncoder();
                    next.put(gateway.id(), encoder);
                    return new EncodedGateway(gateway, encoder);
                  })
              .toList();
      encoders = next;
      return encoded;
    }
  }
}
