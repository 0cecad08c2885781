package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.ir.FrontendPolicyIr;
import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.ir.PortIr;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.status.Statuses;
import dev.agentgateway.controlplane.view.ControlPlaneView;
import dev.agentgateway.controlplane.view.Ledger;
import dev.agentgateway.controlplane.view.ProxyView;
import dev.agentgateway.controlplane.view.SyncState;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    List<DecisionRow> decisions,
    List<ProblemRow> problems,
    List<GatewayRow> gateways,
    ObjectList routes,
    ObjectList policies,
    StreamRow.Streams streams,
    List<TraceRow> traces) {

  private static final int SHOWN_STREAMS = 5;

  private static final int SHOWN_OBJECTS = 8;

  /** Requests that were traced, or not, for one reason. */
  public record DecisionRow(boolean sampled, String requests, String why) {}

  /**
   * Some objects of a kind, those with bad news first.
   *
   * @param all how many there are
   */
  public record ObjectList(List<ObjectRow> rows, int all) {}

  /** An object and its conditions. */
  public record ObjectRow(String name, boolean bad, List<ConditionRow> conditions) {}

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
      ControlPlaneView view,
      double rate,
      List<ProblemRow> problems,
      List<TraceRow> traces,
      Instant now) {
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
        decisions(present),
        problems.stream().filter(row -> !row.level().equals("note")).toList(),
        view.translation().get().gateways().stream()
            .map(gateway -> gateway(gateway, present))
            .toList(),
        objects(view, "HTTPRoute", view.source().get().state().httpRoutes()),
        objects(view, "AgentgatewayPolicy", view.source().get().state().policies()),
        StreamRow.of(proxies, SHOWN_STREAMS, now),
        traces);
  }

  private static List<DecisionRow> decisions(List<ProxyView> proxies) {
    Map<List<Object>, Long> sums = new LinkedHashMap<>();
    proxies.stream()
        .flatMap(proxy -> proxy.activity().stream())
        .flatMap(activity -> activity.sampling().stream())
        .forEach(
            count ->
                sums.merge(List.of(count.reason(), count.sampled()), count.requests(), Long::sum));
    List<DecisionRow> rows = new ArrayList<>();
    sums.forEach(
        (key, requests) -> {
          boolean sampled = key.get(1).equals(true);
          String why = SamplingWords.of(key.get(0).toString(), sampled);
          rows.add(new DecisionRow(sampled, Words.count(requests), why));
        });
    return rows;
  }

  private static ObjectList objects(
      ControlPlaneView view, String kind, List<? extends HasMetadata> objects) {
    Statuses statuses = view.statuses().get();
    List<ObjectRow> rows = new ArrayList<>();
    for (HasMetadata object : objects) {
      ObjectRef ref =
          new ObjectRef(kind, object.getMetadata().getNamespace(), object.getMetadata().getName());
      Map<String, ConditionRow> worst = new LinkedHashMap<>();
      ConditionRow.of(ref, statuses)
          .forEach(row -> worst.merge(row.type(), row, (a, b) -> a.bad() ? a : b));
      rows.add(
          new ObjectRow(
              ref.namespace() + "/" + ref.name(),
              worst.values().stream().anyMatch(ConditionRow::bad),
              List.copyOf(worst.values())));
    }
    rows.sort(Comparator.comparing(row -> !row.bad()));
    return new ObjectList(rows.stream().limit(SHOWN_OBJECTS).toList(), rows.size());
  }

  private static int inState(List<ProxyView> proxies, SyncState state) {
    return (int) proxies.stream().filter(proxy -> proxy.sync() == state).count();
  }

  private static GatewayRow gateway(GatewayIr gateway, List<ProxyView> present) {
    List<SamplingRow> sampling = new ArrayList<>();
    boolean onlyPort = gateway.ports().size() == 1;
    for (PortIr port : gateway.ports()) {
      new TreeMap<>(port.policies())
          .forEach(
              (listener, policy) ->
                  policy
                      .tracing()
                      .ifPresent(
                          tracing -> sampling.add(sampling(port, onlyPort, listener, tracing))));
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
      PortIr port, boolean onlyPort, String listener, FrontendPolicyIr.TracingIr tracing) {
    String collector = "";
    String problem = "";
    switch (tracing.collector()) {
      case FrontendPolicyIr.CollectorIr.Otlp otlp -> collector = Words.host(otlp.authority());
      case FrontendPolicyIr.CollectorIr.Invalid invalid -> problem = invalid.why();
    }
    return new SamplingRow(
        listener.isEmpty() ? onlyPort ? "" : "port " + port.port() : "listener " + listener,
        tracing.policy(),
        tracing.clientSampling().orElse(""),
        tracing.randomSampling().orElse(""),
        collector,
        problem);
  }
}
