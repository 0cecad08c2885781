package dev.agentgateway.dataplane.telemetry.metrics;

import static dev.agentgateway.dataplane.telemetry.metrics.PrometheusText.label;

import dev.agentgateway.dataplane.telemetry.sampling.SamplingReason;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

/** Counts of requests, added up over all event loops when they are asked for. */
public final class RequestMetrics implements MetricSource {
  private final List<LoopMetrics> loops = new CopyOnWriteArrayList<>();

  /** Counters for one more event loop. */
  public LoopMetrics newLoop() {
    LoopMetrics loop = new LoopMetrics();
    loops.add(loop);
    return loop;
  }

  /** Requests that ended. */
  public long requests() {
    return sums().values().stream().mapToLong(RequestSeries.Sum::requests).sum();
  }

  @Override
  public void write(PrometheusText out) {
    Map<String, RequestSeries.Sum> sums = sums();
    counter(
        out,
        sums,
        "agentgateway_requests_total",
        "HTTP requests that ended.",
        sum -> sum.requests());
    counter(
        out,
        sums,
        "agentgateway_response_bytes_total",
        "Bytes of response bodies sent to clients.",
        sum -> sum.responseBytes());
    counter(
        out,
        sums,
        "agentgateway_retries_total",
        "Attempts after the first of a request.",
        sum -> sum.retries());
    out.family(
        "agentgateway_request_duration_seconds",
        PrometheusText.Type.HISTOGRAM,
        "Time from a request's first byte to the end of its response.");
    sums.forEach(
        (labels, sum) -> out.histogram(labels, RequestSeries.BOUNDS, sum.buckets(), sum.seconds()));
    out.family(
        "agentgateway_sampling_decisions_total",
        PrometheusText.Type.COUNTER,
        "Requests by why they were traced or not.");
    decisions().forEach(out::sample);
  }

  private static void counter(
      PrometheusText out,
      Map<String, RequestSeries.Sum> sums,
      String name,
      String help,
      ToDoubleFunction<RequestSeries.Sum> value) {
    out.family(name, PrometheusText.Type.COUNTER, help);
    sums.forEach((labels, sum) -> out.sample(labels, value.applyAsDouble(sum)));
  }

  private Map<String, RequestSeries.Sum> sums() {
    Map<String, RequestSeries.Sum> sums = new TreeMap<>();
    for (LoopMetrics loop : loops) {
      loop.forEach(
          (labels, route) -> {
            for (RequestSeries request : route.requests()) {
              String text = request.key().text() + "," + labels.text();
              request.addTo(sums.computeIfAbsent(text, key -> new RequestSeries.Sum()));
            }
          });
    }
    return sums;
  }

  /** Counts a reason and an outcome. */
  public interface DecisionCounts {
    /** Called once for each pair that has occurred. */
    void count(SamplingReason reason, boolean sampled, long requests);
  }

  /** Sampling decisions of all routes since the start. */
  public void decisions(DecisionCounts counts) {
    for (SamplingReason reason : SamplingReason.values()) {
      for (boolean sampled : new boolean[] {true, false}) {
        long[] sum = {0};
        for (LoopMetrics loop : loops) {
          loop.forEach((labels, route) -> sum[0] += route.decisions(reason, sampled));
        }
        if (sum[0] > 0) {
          counts.count(reason, sampled, sum[0]);
        }
      }
    }
  }

  private Map<String, Double> decisions() {
    Map<String, Double> sums = new TreeMap<>();
    for (LoopMetrics loop : loops) {
      loop.forEach(
          (labels, route) -> {
            for (SamplingReason reason : SamplingReason.values()) {
              add(sums, labels, reason, true, route.decisions(reason, true));
              add(sums, labels, reason, false, route.decisions(reason, false));
            }
          });
    }
    return sums;
  }

  private static void add(
      Map<String, Double> sums,
      RouteLabels labels,
      SamplingReason reason,
      boolean sampled,
      long count) {
    if (count > 0) {
      String text =
          String.join(
              ",",
              label("gateway", labels.gateway()),
              label("route", labels.route()),
              label("reason", reason.label()),
              label("sampled", Boolean.toString(sampled)));
      sums.merge(text, (double) count, Double::sum);
    }
  }
}
