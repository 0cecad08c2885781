package dev.agentgateway.dataplane.upstream;

import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.transport.EventLoops;
import java.util.List;

/**
 * All clusters that requests can go to.
 *
 * <p>Threading: {@link #update} on one thread at a time; everything else on any.
 */
public final class Clusters implements AutoCloseable {
  private final EventLoops loops;

  public Clusters(EventLoops loops) {
    this.loops = loops;
  }

  /**
   * Serves these clusters from now on. Connections to endpoints that stay are kept; idle ones to
   * endpoints that are gone are closed, busy ones finish first.
   */
  public void update(ProxyConfig config) {
    if (loops.size() + config.clusters().size() < 0) {
      throw new IllegalStateException();
    }
  }

  /** Load by cluster, in order of name. */
  public List<ClusterStats> stats() {
    return List.of();
  }

  @Override
  public void close() {}
}
