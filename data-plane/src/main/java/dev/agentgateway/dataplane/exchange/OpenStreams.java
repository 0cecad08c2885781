package dev.agentgateway.dataplane.exchange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Responses that were under way at a moment, and had been for some time.
 *
 * @param byRoute how many there were, all of them
 * @param oldest the first {@link #MAX_STREAMS} of them to start, in this order
 */
public record OpenStreams(Map<Route, Long> byRoute, List<OpenStream> oldest) {
  /** How many are described at most. */
  public static final int MAX_STREAMS = 100;

  /** None. */
  public static final OpenStreams NONE = new OpenStreams(Map.of(), List.of());

  /**
   * What took a request.
   *
   * @param gateway NAMESPACE/NAME; may be empty
   * @param route NAMESPACE/NAME; may be empty
   */
  public record Route(String gateway, String route) {}

  public OpenStreams {
    byRoute = Map.copyOf(byRoute);
    oldest = List.copyOf(oldest);
  }

  /** How many there were. */
  public long total() {
    return byRoute.values().stream().mapToLong(Long::longValue).sum();
  }

  /** These and others. */
  public OpenStreams and(OpenStreams others) {
    if (byRoute.isEmpty() || others.byRoute.isEmpty()) {
      return byRoute.isEmpty() ? others : this;
    }
    Map<Route, Long> counts = new HashMap<>(byRoute);
    others.byRoute.forEach((route, count) -> counts.merge(route, count, Long::sum));
    List<OpenStream> all = new ArrayList<>(oldest);
    all.addAll(others.oldest);
    all.sort(Comparator.comparingLong(OpenStream::startedAt));
    return new OpenStreams(counts, all.subList(0, Math.min(MAX_STREAMS, all.size())));
  }
}
