package dev.agentgateway.dataplane.listener;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * What a listener carries now and carried since it was first configured.
 *
 * @param name xDS resource name
 * @param bound addresses that it listens on, with the real port where 0 was asked for
 * @param problem why an address cannot be listened on; empty where all are
 * @param connections open downstream connections
 * @param inFlight requests without an end
 * @param requests requests begun
 */
public record ListenerStats(
    String name,
    List<InetSocketAddress> bound,
    Optional<String> problem,
    long connections,
    long inFlight,
    long requests) {
  public ListenerStats {
    bound = List.copyOf(bound);
  }
}
