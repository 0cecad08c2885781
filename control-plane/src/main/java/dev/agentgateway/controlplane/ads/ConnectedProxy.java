package dev.agentgateway.controlplane.ads;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A client with an open xDS stream.
 *
 * @param stream number of the stream, unique in this process
 * @param node node id; empty until the first request named one
 * @param gateways NAMESPACE/NAME of each Gateway that it serves
 * @param version of its software; may be empty
 * @param address where it connected from
 * @param delta whether it speaks the incremental protocol
 * @param pushes responses sent
 * @param bytes size of these responses
 */
public record ConnectedProxy(
    long stream,
    String node,
    ClientKind kind,
    List<String> gateways,
    String version,
    String address,
    Instant connectedAt,
    boolean delta,
    List<TypeStatus> types,
    long pushes,
    long bytes) {

  public ConnectedProxy {
    gateways = List.copyOf(gateways);
    types = List.copyOf(types);
  }

  /** Whether it acknowledged everything that it should have. */
  public boolean inSync() {
    return types.stream().allMatch(TypeStatus::inSync);
  }

  /**
   * A subscribed type.
   *
   * @param resources how many it was sent and holds
   * @param acceptedVersion version of the last response that it acknowledged; may be empty
   * @param inSync whether nothing is waiting to be sent or acknowledged, or is refused
   * @param rejected reasons by resource name, for what it refuses now
   * @param lastNack the last refusal on this stream
   */
  public record TypeStatus(
      String typeUrl,
      int resources,
      String acceptedVersion,
      boolean inSync,
      Map<String, String> rejected,
      Optional<Nack> lastNack) {
    public TypeStatus {
      rejected = Map.copyOf(rejected);
    }
  }
}
