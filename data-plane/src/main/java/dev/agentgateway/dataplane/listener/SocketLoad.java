package dev.agentgateway.dataplane.listener;

import dev.agentgateway.dataplane.transport.Counter;
import dev.agentgateway.dataplane.transport.Loop;
import java.util.HashSet;
import java.util.Set;

/**
 * Connections of one listening address on one event loop. Confined to it, but for the counters,
 * which any thread reads.
 */
final class SocketLoad {
  private final Loop loop;
  private final Set<DownstreamConnection> open = new HashSet<>();
  private final Counter connections = new Counter();
  private final Counter begun = new Counter();
  private final Counter ended = new Counter();

  SocketLoad(Loop loop) {
    this.loop = loop;
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

  /** Open connections. */
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
