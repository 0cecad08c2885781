package dev.agentgateway.dataplane.exchange;

import dev.agentgateway.dataplane.config.RouteAction.Forward;
import dev.agentgateway.dataplane.config.RouteAction.WeightedCluster;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A request to a cluster, tried again where its route allows that. Reused for the next request once
 * its receiver was told of the end or {@link #cancel} was called.
 *
 * <p>Threading: confined to its event loop.
 */
public interface ClusterCall extends RequestReceiver {

  /**
   * Begins to send the request that the call was made for. Its head is not changed but for trace
   * headers.
   *
   * @param forward timeouts and retries
   * @param choice the chosen one of its clusters
   * @param framing how the end of the request's body is known: of {@link Framing}
   * @param parent the call of an agent protocol that this carries; null: the request itself
   */
  void start(
      RequestTelemetry telemetry,
      Forward forward,
      WeightedCluster choice,
      long framing,
      @Nullable AgentCall parent);

  /**
   * Says, before {@link #start}, which endpoint the first attempt goes to where the cluster has it;
   * null: whose turn it is. Holds for one start.
   */
  void prefer(@Nullable InetSocketAddress endpoint);

  /** The endpoint of the newest attempt; null before there was one. */
  @Nullable InetSocketAddress endpoint();

  /** Whether it needs {@link #cancel}. */
  boolean isActive();
}
