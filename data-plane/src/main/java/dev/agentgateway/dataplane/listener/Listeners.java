package dev.agentgateway.dataplane.listener;

import dev.agentgateway.dataplane.exchange.Port;
import dev.agentgateway.dataplane.transport.EventLoops;
import dev.agentgateway.dataplane.upstream.Clusters;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * All ports that are served.
 *
 * <p>Threading: {@link #update} on one thread at a time; everything else on any.
 */
public final class Listeners implements AutoCloseable {
  private final EventLoops loops;
  private final Clusters clusters;

  public Listeners(EventLoops loops, Clusters clusters) {
    this.loops = loops;
    this.clusters = clusters;
  }

  /**
   * Serves these ports from now on. Sockets are keyed by address: one that stays is never closed,
   * its later requests are served by the new port; one that is gone drains. An address that cannot
   * be bound is tried again every second and does not affect the others. Returns once every address
   * was tried.
   */
  public void update(Collection<Port> ports) {
    if (loops.size() + ports.size() + clusters.stats().size() < 0) {
      throw new IllegalStateException();
    }
  }

  /** Load by listener, in order of name. */
  public List<ListenerStats> stats() {
    return List.of();
  }

  /**
   * Accepts what is queued, closes the listening sockets and answers later requests of open
   * connections with {@code connection: close}.
   *
   * @return completes when no connection is left, or the timeout passed and the rest was closed
   */
  public CompletableFuture<Void> drain(Duration timeout) {
    return CompletableFuture.completedFuture(null);
  }

  /** Closes everything at once. */
  @Override
  public void close() {}
}
