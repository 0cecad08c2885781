package dev.agentgateway.dataplane.upstream;

import dev.agentgateway.dataplane.transport.Counter;
import dev.agentgateway.dataplane.transport.Loop;
import io.netty.bootstrap.Bootstrap;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pools of one cluster on one event loop. They outlive versions of the cluster that connect in
 * the same way.
 *
 * <p>Threading: confined to its event loop; counters are read from any thread.
 */
final class LoopPools {
  private final Loop loop;
  private final Bootstrap bootstrap;
  private final @Nullable UpstreamTls tls;
  private final Map<InetSocketAddress, EndpointPool> pools = new HashMap<>();
  private final Counter connections = new Counter();
  private final Counter attempts = new Counter();
  private final Counter ended = new Counter();
  private final Counter failures = new Counter();

  LoopPools(Loop loop, Bootstrap bootstrap, @Nullable UpstreamTls tls) {
    this.loop = loop;
    this.bootstrap = bootstrap;
    this.tls = tls;
  }

  /** The pool of an endpoint, made where there is none. */
  EndpointPool pool(InetSocketAddress address) {
    return pools.computeIfAbsent(address, made -> new EndpointPool(this, made));
  }

  /** Lets go of the pools of all other endpoints. */
  void retain(Set<InetSocketAddress> addresses) {
    Iterator<EndpointPool> each = pools.values().iterator();
    while (each.hasNext()) {
      EndpointPool pool = each.next();
      if (!addresses.contains(pool.address())) {
        each.remove();
        pool.retire();
      }
    }
  }

  Loop loop() {
    return loop;
  }

  Bootstrap bootstrap() {
    return bootstrap;
  }

  @Nullable UpstreamTls tls() {
    return tls;
  }

  /** Open connections. */
  Counter connections() {
    return connections;
  }

  /** Attempts begun. */
  Counter attempts() {
    return attempts;
  }

  /** Attempts ended. */
  Counter ended() {
    return ended;
  }

  /** Attempts ended without a whole response. */
  Counter failures() {
    return failures;
  }
}
