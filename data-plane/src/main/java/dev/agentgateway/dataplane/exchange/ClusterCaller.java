package dev.agentgateway.dataplane.exchange;

import java.time.Duration;

/** Makes calls to clusters on one event loop. Confined to it. */
public interface ClusterCaller {

  /**
   * A call, not begun.
   *
   * @param exchange what it is part of
   * @param request the head to send; read when the call starts and at each attempt
   * @param receiver takes the response
   */
  ClusterCall newCall(Exchange exchange, RequestHead request, ResponseReceiver receiver);

  /** Runs a task on this event loop after a while. */
  void after(Duration delay, Runnable task);
}
