package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.ir.FrontendPolicyIr;
import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.ir.PortIr;
import dev.agentgateway.controlplane.view.ControlPlaneView;
import dev.agentgateway.controlplane.view.Ledger;
import dev.agentgateway.controlplane.view.ProxyView;
import dev.agentgateway.controlplane.view.SyncState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The first page. */
public record OverviewModel(
    int connected,
    int inSync,
    int refusing,
    int pending,
    int gone,
    String requestsPerSecond,
    String activeRequests,
    String failedRequests,
    LedgerModel spans,
    List<ProblemRow> problems,
    List<GatewayRow> gateways,
    List<TraceRow> traces) {

  /** A Gateway and what decides about its traces. */
  public record GatewayRow(
      String name, String ports, int routes, int proxies, List<SamplingRow> sampling) {}

  /**
   * Who decides about traces at one port.
   *
   * @param collectorProblem why spans go nowhere; empty where they go somewhere
   */
  public record SamplingRow(
      String where,
      String policy,
      String traced,
      String untraced,
      String collector,
      String collectorProblem) {}

  static OverviewModel of(
      ControlPlaneView view, double rate, List<ProblemRow> problems, List<TraceRow> traces) {
    List<ProxyView> proxies = view.proxies().get();
    List<ProxyView> present = proxies.stream().filter(p -> p.presence().connected()).toList();
    List<ProxyView.Load> loads =
        present.stream()
            .map(ProxyView::activity)
            .flatMap(Optional::stream)
            .map(ProxyView.Activity::load)
            .toList();
    return new OverviewModel(
        present.size(),
        inState(present, SyncState.SYNCED),
        inState(present, SyncState.REJECTED),
        inState(present, SyncState.PENDING),
        proxies.size() - present.size(),
        Words.rate(rate),
        Words.count(loads.stream().mapToLong(ProxyView.Load::activeRequests).sum()),
        Words.count(loads.stream().mapToLong(ProxyView.Load::failedRequests).sum()),
        LedgerModel.of(Ledger.sum(proxies.stream().map(ProxyView::ledger).toList())),
        problems.stream().filter(row -> !row.level().equals("note")).toList(),
        view.translation().get().gateways().stream()
            .map(gateway -> gateway(gateway, present))
            .toList(),
        traces);
  }

  private static int inState(List<ProxyView> proxies, SyncState state) {
    return (int) proxies.stream().filter(proxy -> proxy.sync() == state).count();
  }

  private static GatewayRow gateway(GatewayIr gateway, List<ProxyView> present) {
    List<SamplingRow> sampling = new ArrayList<>();
    for (PortIr port : gateway.ports()) {
      new TreeMap<>(port.policies())
          .forEach(
              (listener, policy) ->
                  policy
                      .tracing()
                      .ifPresent(tracing -> sampling.add(sampling(port, listener, tracing))));
    }
    return new GatewayRow(
        gateway.id(),
        String.join(", ", gateway.ports().stream().map(p -> String.valueOf(p.port())).toList()),
        (int)
            gateway.ports().stream()
                .flatMap(port -> port.virtualHosts().stream())
                .flatMap(host -> host.route().stream())
                .distinct()
                .count(),
        (int) present.stream().filter(p -> p.gateways().contains(gateway.id())).count(),
        sampling);
  }

  private static SamplingRow sampling(
      PortIr port, String listener, FrontendPolicyIr.TracingIr tracing) {
    String collector = "";
    String problem = "";
    switch (tracing.collector()) {
      case FrontendPolicyIr.CollectorIr.Otlp otlp -> collector = otlp.authority();
      case FrontendPolicyIr.CollectorIr.Invalid invalid -> problem = invalid.why();
    }
    return new SamplingRow(
        listener.isEmpty() ? "port " + port.port() : "listener " + listener,
        tracing.policy(),
        tracing.clientSampling().orElse(""),
        tracing.randomSampling().orElse(""),
        collector,
        problem);
  }
}
