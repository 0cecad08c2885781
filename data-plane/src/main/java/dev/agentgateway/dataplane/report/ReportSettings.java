package dev.agentgateway.dataplane.report;

import dev.agentgateway.api.v1.ProxyNode;
import java.time.Duration;
import java.util.List;

/**
 * What a {@link ReportClient} is told at start.
 *
 * @param node who reports
 * @param controlPlanes HOST:PORT of each control plane; every address of a host gets a stream
 * @param interval between two reports of the state
 * @param lookup between two look-ups of the hosts
 */
public record ReportSettings(
    ProxyNode node, List<String> controlPlanes, Duration interval, Duration lookup) {

  /** One second between reports and ten between look-ups. */
  public ReportSettings(ProxyNode node, List<String> controlPlanes) {
    this(node, controlPlanes, Duration.ofSeconds(1), Duration.ofSeconds(10));
  }

  public ReportSettings {
    controlPlanes = List.copyOf(controlPlanes);
  }
}
