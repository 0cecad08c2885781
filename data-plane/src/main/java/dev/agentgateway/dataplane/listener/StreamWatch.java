package dev.agentgateway.dataplane.listener;

import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.OpenStream;
import dev.agentgateway.dataplane.exchange.OpenStreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks for responses under way among the connections that event loops have anyway, so that they
 * cost nothing while they pass.
 *
 * <p>Threading: each look is a task on the event loop of the connections that it looks at.
 */
final class StreamWatch {
  private final Function<Exchange, OpenStream> describe;
  private final long ageNanos;

  /**
   * @param describe called on event loops
   * @param age of requests that are of interest, at least
   */
  StreamWatch(Function<Exchange, OpenStream> describe, Duration age) {
    this.describe = describe;
    this.ageNanos = age.toNanos();
  }

  /** Looks at all connections; fails where an event loop is stopped. */
  CompletableFuture<OpenStreams> look(List<SocketLoad> loads) {
    CompletableFuture<OpenStreams> all = CompletableFuture.completedFuture(OpenStreams.NONE);
    for (SocketLoad load : loads) {
      long ended = load.ended().get();
      if (load.begun().get() > ended) {
        all = all.thenCombine(look(load), OpenStreams::and);
      }
    }
    return all;
  }

  private CompletableFuture<OpenStreams> look(SocketLoad load) {
    try {
      return CompletableFuture.supplyAsync(
          () -> look(load, System.nanoTime() - ageNanos), load.loop().eventLoop());
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private OpenStreams look(SocketLoad load, long startedBefore) {
    IdentityHashMap<@Nullable ChosenRoute, long[]> counts = new IdentityHashMap<>();
    // The youngest first, so that it makes room.
    PriorityQueue<Exchange> oldest =
        new PriorityQueue<>((one, other) -> Long.signum(other.startNanos() - one.startNanos()));
    for (DownstreamConnection connection : load.open()) {
      Exchange exchange = connection.answering();
      if (exchange == null || exchange.startNanos() - startedBefore > 0) {
        continue;
      }
      counts.computeIfAbsent(exchange.route(), route -> new long[1])[0]++;
      oldest.add(exchange);
      if (oldest.size() > OpenStreams.MAX_STREAMS) {
        oldest.remove();
      }
    }
    return counts.isEmpty() ? OpenStreams.NONE : described(counts, oldest);
  }

  private OpenStreams described(
      IdentityHashMap<@Nullable ChosenRoute, long[]> counts, PriorityQueue<Exchange> oldest) {
    List<OpenStream> streams = new ArrayList<>(oldest.size());
    // A port is one Gateway's.
    String gateway = "";
    while (!oldest.isEmpty()) {
      Exchange exchange = oldest.remove();
      gateway = exchange.listener().policies().gateway();
      streams.add(describe.apply(exchange));
    }
    Map<OpenStreams.Route, Long> byRoute = new HashMap<>();
    for (Map.Entry<@Nullable ChosenRoute, long[]> each : counts.entrySet()) {
      ChosenRoute route = each.getKey();
      String name = route == null ? "" : route.route().identity().route();
      byRoute.merge(new OpenStreams.Route(gateway, name), each.getValue()[0], Long::sum);
    }
    return new OpenStreams(byRoute, streams.reversed());
  }
}
