package dev.agentgateway.dataplane.telemetry.metrics;

import dev.agentgateway.dataplane.telemetry.metrics.CallSeries.Family;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Measurements of calls of agent protocols, added up over all event loops when asked for. */
public final class CallMetrics implements MetricSource {
  private final List<LoopCallMetrics> loops = new CopyOnWriteArrayList<>();
  private final LabelValues values;
  private final ModelNames models;

  /**
   * @param values bounds what requests have a say in
   */
  public CallMetrics(LabelValues values, ModelNames models) {
    this.values = values;
    this.models = models;
  }

  /** Measurements of one more event loop. */
  public LoopCallMetrics newLoop() {
    LoopCallMetrics loop = new LoopCallMetrics(values, models);
    loops.add(loop);
    return loop;
  }

  @Override
  public void write(PrometheusText out) {
    Map<Family, Map<String, Histogram.Sum>> histograms = new EnumMap<>(Family.class);
    Map<Family, Map<String, Double>> counters = new EnumMap<>(Family.class);
    for (LoopCallMetrics loop : loops) {
      loop.forEach(
          series -> {
            series.forEachHistogram(
                (family, labels, histogram) ->
                    histograms
                        .computeIfAbsent(family, key -> new TreeMap<>())
                        .computeIfAbsent(labels, key -> new Histogram.Sum(family.bounds()))
                        .add(histogram));
            series.forEachCounter(
                (family, labels, count) ->
                    counters
                        .computeIfAbsent(family, key -> new TreeMap<>())
                        .merge(labels, count, Double::sum));
          });
    }
    for (Family family : Family.values()) {
      boolean isCounter = family.bounds().length == 0;
      out.family(
          family.text(),
          isCounter ? PrometheusText.Type.COUNTER : PrometheusText.Type.HISTOGRAM,
          family.help());
      if (isCounter) {
        counters.getOrDefault(family, Map.of()).forEach(out::sample);
      } else {
        histograms.getOrDefault(family, Map.of()).forEach((labels, sum) -> sum.write(out, labels));
      }
    }
    out.family(
        "agentgateway_metric_label_overflows_total",
        PrometheusText.Type.COUNTER,
        "Label values that became \"other\" because there were too many.");
    out.sample("", values.overflows());
  }
}
