package dev.agentgateway.controlplane.ads;

import java.time.Instant;
import java.util.List;

/**
 * A client's refusal of resources that it was sent.
 *
 * @param node the client's node id
 * @param gateways NAMESPACE/NAME of the Gateways that it serves
 * @param resources names that the refusal is about: those that the message holds, else all of the
 *     refused response
 * @param reason the client's own words
 */
public record Nack(
    Instant at,
    String node,
    ClientKind kind,
    List<String> gateways,
    String typeUrl,
    List<String> resources,
    String reason) {
  public Nack {
    gateways = List.copyOf(gateways);
    resources = List.copyOf(resources);
  }
}
