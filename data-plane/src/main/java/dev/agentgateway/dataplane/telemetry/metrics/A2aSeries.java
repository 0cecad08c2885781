package dev.agentgateway.dataplane.telemetry.metrics;

import static dev.agentgateway.dataplane.telemetry.metrics.PrometheusText.label;

import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import org.jspecify.annotations.Nullable;

/** A2A operations that are alike. */
final class A2aSeries implements CallSeries {
  private static final double NANOS_PER_SECOND = 1e9;

  private final String labels;
  private final Histogram duration = new Histogram(Family.A2A_DURATION.bounds());

  A2aSeries(Key key) {
    this.labels = key.text();
  }

  void add(long nanos, @Nullable TraceParent trace, long endEpochNanos) {
    duration.add(nanos / NANOS_PER_SECOND, trace, endEpochNanos);
  }

  @Override
  public void forEachHistogram(HistogramReader reader) {
    reader.read(Family.A2A_DURATION, labels, duration);
  }

  @Override
  public void forEachCounter(CounterReader reader) {}

  /**
   * What operations have in common.
   *
   * @param taskState the newest that the agent told; may be empty
   * @param errorType may be empty
   * @param added labels of a policy; may be empty
   */
  record Key(RouteLabels route, String method, String taskState, String errorType, String added) {
    String text() {
      String text =
          String.join(
              ",",
              label("a2a_method", method),
              label("a2a_task_state", RouteLabels.known(taskState)),
              label("error_type", errorType),
              route.text());
      return added.isEmpty() ? text : text + "," + added;
    }
  }
}
