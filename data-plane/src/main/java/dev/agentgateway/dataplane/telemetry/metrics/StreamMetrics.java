package dev.agentgateway.dataplane.telemetry.metrics;

import static dev.agentgateway.dataplane.telemetry.metrics.PrometheusText.label;

import dev.agentgateway.dataplane.exchange.OpenStreams;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Counts responses under way. */
public final class StreamMetrics implements MetricSource {
  private final Supplier<OpenStreams> streams;

  /**
   * @param streams what was seen last
   */
  public StreamMetrics(Supplier<OpenStreams> streams) {
    this.streams = streams;
  }

  @Override
  public void write(PrometheusText out) {
    Map<String, Long> counts = new TreeMap<>();
    streams
        .get()
        .byRoute()
        .forEach(
            (route, count) ->
                counts.merge(
                    String.join(
                        ",",
                        label("gateway", RouteLabels.known(route.gateway())),
                        label("route", RouteLabels.known(route.route()))),
                    count,
                    Long::sum));
    out.family(
        "agentgateway_open_streams",
        PrometheusText.Type.GAUGE,
        "Responses that are under way for a second or longer.");
    counts.forEach(out::sample);
  }
}
