package dev.agentgateway.dataplane.upstream;

import dev.agentgateway.dataplane.config.EndpointsConfig.Endpoint;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Round robin over the endpoints of one version of a cluster, on one event loop. Where weights
 * differ, turns are spread evenly: each turn adds its weight to every endpoint, and the richest
 * pays the sum.
 */
final class Balancer {
  private final EndpointPool[] pools;
  private final int @Nullable [] weights;
  private final long[] credit;
  private long sum;
  private int next;

  Balancer(List<Endpoint> endpoints, LoopPools owner, int start) {
    pools = new EndpointPool[endpoints.size()];
    int[] all = new int[endpoints.size()];
    boolean equal = true;
    for (int i = 0; i < pools.length; i++) {
      pools[i] = owner.pool(endpoints.get(i).address());
      all[i] = Math.max(1, endpoints.get(i).weight());
      sum += all[i];
      equal &= all[i] == all[0];
    }
    weights = equal ? null : all;
    credit = new long[pools.length];
    next = pools.length == 0 ? 0 : start % pools.length;
  }

  int size() {
    return pools.length;
  }

  /** This endpoint where there is one of this address; else the one whose turn it is. */
  @Nullable EndpointPool next(@Nullable InetSocketAddress preferred) {
    if (preferred != null) {
      for (EndpointPool pool : pools) {
        if (pool.address().equals(preferred)) {
          return pool;
        }
      }
    }
    return next();
  }

  /** The endpoint whose turn it is, or null where there is none. */
  @Nullable EndpointPool next() {
    if (pools.length == 0) {
      return null;
    }
    int[] shares = weights;
    if (shares != null) {
      return pools[richest(shares)];
    }
    int turn = next;
    next = turn + 1 == pools.length ? 0 : turn + 1;
    return pools[turn];
  }

  private int richest(int[] shares) {
    int best = 0;
    for (int i = 0; i < shares.length; i++) {
      credit[i] += shares[i];
      if (credit[i] > credit[best]) {
        best = i;
      }
    }
    credit[best] -= sum;
    return best;
  }
}
