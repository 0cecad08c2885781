package dev.agentgateway.dataplane.telemetry.metrics;

import dev.agentgateway.dataplane.telemetry.sampling.SamplingReason;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What one event loop counted of one route. One writer, any number of readers. */
final class RouteSeries {
  private final Map<SamplingReason, AtomicLong> sampled = counters();
  private final Map<SamplingReason, AtomicLong> unsampled = counters();
  private final Map<RequestSeries.Key, RequestSeries> requests = new ConcurrentHashMap<>();
  private @Nullable RequestSeries last;

  void decided(SamplingReason reason, boolean positive) {
    AtomicLong count = counter(reason, positive);
    count.setOpaque(count.getPlain() + 1);
  }

  long decisions(SamplingReason reason, boolean positive) {
    return counter(reason, positive).getOpaque();
  }

  RequestSeries request(String backend, String method, int status, String reason, String added) {
    RequestSeries recent = last;
    if (recent != null
        && recent.key().status() == status
        && recent.key().method().equals(method)
        && recent.key().backend().equals(backend)
        && recent.key().reason().equals(reason)
        && recent.key().added().equals(added)) {
      return recent;
    }
    RequestSeries found =
        requests.computeIfAbsent(
            new RequestSeries.Key(backend, method, status, reason, added), RequestSeries::new);
    last = found;
    return found;
  }

  Collection<RequestSeries> requests() {
    return requests.values();
  }

  private AtomicLong counter(SamplingReason reason, boolean positive) {
    return Objects.requireNonNull((positive ? sampled : unsampled).get(reason));
  }

  private static Map<SamplingReason, AtomicLong> counters() {
    Map<SamplingReason, AtomicLong> counters = new EnumMap<>(SamplingReason.class);
    for (SamplingReason reason : SamplingReason.values()) {
      counters.put(reason, new AtomicLong());
    }
    return counters;
  }
}
