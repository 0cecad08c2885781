package dev.agentgateway.dataplane.report;

import dev.agentgateway.api.v1.ProxyNode;
import dev.agentgateway.dataplane.trust.ControlPlaneTrust;
import java.time.Duration;
import java.util.List;

/**
 * What a {@link ReportClient} is told at start.
 *
 * @param node who reports
 * @param controlPlanes HOST:PORT of each control plane; every address of a host gets a stream
 * @param trust how control planes are known, and know this proxy
 * @param interval between two reports of the state
 * @param lookup between two look-ups of the hosts
 */
public record ReportSettings(
    ProxyNode node,
    List<String> controlPlanes,
    ControlPlaneTrust trust,
    Duration interval,
    Duration lookup) {

  /** One second between reports and ten between look-ups. */
  public ReportSettings(ProxyNode node, List<String> controlPlanes, ControlPlaneTrust trust) {
    this(node, controlPlanes, trust, Duration.ofSeconds(1), Duration.ofSeconds(10));
  }

  public ReportSettings {
    controlPlanes = List.copyOf(controlPlanes);
  }
}
