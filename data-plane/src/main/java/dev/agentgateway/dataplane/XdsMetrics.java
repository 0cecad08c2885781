package dev.agentgateway.dataplane;

import static dev.agentgateway.dataplane.telemetry.metrics.PrometheusText.label;

import dev.agentgateway.dataplane.telemetry.metrics.MetricSource;
import dev.agentgateway.dataplane.telemetry.metrics.PrometheusText;
import dev.agentgateway.dataplane.trust.ConnectFailure;
import dev.agentgateway.dataplane.xds.XdsStatus;
import java.util.function.Supplier;

/** How a proxy stands with its control plane. */
final class XdsMetrics implements MetricSource {

  private final Supplier<XdsStatus> status;

  XdsMetrics(Supplier<XdsStatus> status) {
    this.status = status;
  }

  @Override
  public void write(PrometheusText out) {
    XdsStatus.Connection connection = status.get().connection();
    out.family(
        "agentgateway_xds_connected",
        PrometheusText.Type.GAUGE,
        "1 while a control plane answers on the open stream.");
    out.sample("", connection.state() == XdsStatus.State.CONNECTED ? 1 : 0);
    out.family(
        "agentgateway_xds_connect_failures_total",
        PrometheusText.Type.COUNTER,
        "Attempts that no control plane answered, by what was wrong.");
    for (ConnectFailure failure : ConnectFailure.values()) {
      out.sample(label("reason", failure.label()), connection.failures().getOrDefault(failure, 0L));
    }
  }
}
