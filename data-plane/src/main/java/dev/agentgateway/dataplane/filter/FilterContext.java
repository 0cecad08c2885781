package dev.agentgateway.dataplane.filter;

import dev.agentgateway.dataplane.config.RouteAction.Forward;
import dev.agentgateway.dataplane.config.RouteAction.WeightedCluster;
import dev.agentgateway.dataplane.exchange.ClusterCall;
import dev.agentgateway.dataplane.exchange.ClusterCaller;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.Port;
import dev.agentgateway.dataplane.exchange.RequestHead;
import dev.agentgateway.dataplane.exchange.ResponseReceiver;

/**
 * What a terminal filter works with: one request, routed and rewritten, and the ways out of it.
 *
 * @param port the configuration that the request keeps
 * @param forward the route's action
 * @param choice the chosen backend
 * @param framing how the end of the request's body is known: of {@code exchange.Framing}
 * @param caller makes further calls to clusters
 * @param receiver takes the response, from an upstream or the filter's own
 */
public record FilterContext(
    Exchange exchange,
    Port port,
    Forward forward,
    WeightedCluster choice,
    long framing,
    ClusterCaller caller,
    ResponseReceiver receiver) {

  /** The same with another way for the response. */
  public FilterContext answering(ResponseReceiver other) {
    return new FilterContext(exchange, port, forward, choice, framing, caller, other);
  }

  /** The head of the request, as it goes upstream. */
  public RequestHead request() {
    return exchange.request();
  }

  /** A call that sends this request's head. */
  public ClusterCall newCall(ResponseReceiver response) {
    return caller.newCall(exchange, exchange.request(), response);
  }
}
