package dev.agentgateway.dataplane.telemetry.metrics;

import static dev.agentgateway.dataplane.telemetry.metrics.PrometheusText.label;

import dev.agentgateway.dataplane.exchange.TlsHandshakes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Counts TLS handshakes of clients. */
public final class TlsMetrics implements MetricSource {
  private final Supplier<List<TlsHandshakes>> handshakes;

  /**
   * @param handshakes of every listener that speaks TLS
   */
  public TlsMetrics(Supplier<List<TlsHandshakes>> handshakes) {
    this.handshakes = handshakes;
  }

  @Override
  public void write(PrometheusText out) {
    out.family(
        "agentgateway_downstream_tls_handshakes_total",
        PrometheusText.Type.COUNTER,
        "TLS handshakes of clients by how they ended.");
    for (TlsHandshakes listener : handshakes.get()) {
      Map<String, Long> counts = new TreeMap<>();
      listener
          .counts()
          .forEach(
              (outcome, count) ->
                  counts.put(
                      String.join(
                          ",",
                          label("gateway", RouteLabels.known(listener.gateway())),
                          label("bind", listener.listener()),
                          label("outcome", outcome.name().toLowerCase(Locale.ROOT))),
                      count));
      counts.forEach(out::sample);
    }
  }
}
