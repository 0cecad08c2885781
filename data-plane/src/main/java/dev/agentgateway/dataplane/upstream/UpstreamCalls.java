package dev.agentgateway.dataplane.upstream;

import dev.agentgateway.dataplane.exchange.ClusterCall;
import dev.agentgateway.dataplane.exchange.ClusterCaller;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.RequestHead;
import dev.agentgateway.dataplane.exchange.ResponseReceiver;
import dev.agentgateway.dataplane.transport.Loop;
import java.time.Duration;

/** Makes calls on one event loop. Confined to it. */
public final class UpstreamCalls implements ClusterCaller {
  private final Clusters clusters;
  private final Loop loop;

  public UpstreamCalls(Clusters clusters, Loop loop) {
    this.clusters = clusters;
    this.loop = loop;
  }

  @Override
  public ClusterCall newCall(Exchange exchange, RequestHead request, ResponseReceiver receiver) {
    return new UpstreamCall(clusters, loop, exchange, request, receiver);
  }

  @Override
  public void after(Duration delay, Runnable task) {
    loop.timers().deadline(task).at(System.nanoTime() + delay.toNanos());
  }
}
