package dev.agentgateway.dataplane.listener;

import dev.agentgateway.dataplane.exchange.TlsHandshakes.Outcome;
import dev.agentgateway.dataplane.transport.Counter;
import dev.agentgateway.dataplane.transport.Loop;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Connections of one listening address on one event loop. Confined to it, but for the counters,
 * which any thread reads.
 */
final class SocketLoad {
  private final Loop loop;
  private final Set<DownstreamConnection> open = new HashSet<>();
  private final Set<TlsConnection> handshaking = new HashSet<>();
  private final Map<Outcome, Counter> handshakes = new EnumMap<>(Outcome.class);
  private final Counter connections = new Counter();
  private final Counter begun = new Counter();
  private final Counter ended = new Counter();

  SocketLoad(Loop loop) {
    this.loop = loop;
    for (Outcome outcome : Outcome.values()) {
      handshakes.put(outcome, new Counter());
    }
  }

  Loop loop() {
    return loop;
  }

  Set<DownstreamConnection> open() {
    return open;
  }

  void opened(DownstreamConnection connection) {
    open.add(connection);
    connections.add(1);
  }

  void closed(DownstreamConnection connection) {
    if (open.remove(connection)) {
      connections.add(-1);
    }
  }

  /** A connection whose TLS handshake is under way. */
  void handshaking(TlsConnection connection) {
    handshaking.add(connection);
    connections.add(1);
  }

  void handshaken(TlsConnection connection, Outcome outcome) {
    if (handshaking.remove(connection)) {
      connections.add(-1);
      Counter count = handshakes.get(outcome);
      if (count != null) {
        count.add(1);
      }
    }
  }

  Set<TlsConnection> handshaking() {
    return handshaking;
  }

  /** TLS handshakes by how they ended; never changes but for the counters. */
  Map<Outcome, Counter> handshakes() {
    return handshakes;
  }

  /** Open connections, those whose TLS handshake is under way included. */
  Counter connections() {
    return connections;
  }

  /** Requests begun. */
  Counter begun() {
    return begun;
  }

  /** Requests ended. */
  Counter ended() {
    return ended;
  }
}
