package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.ir.FrontendPolicyIr.CollectorIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.TracingIr;
import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.ir.PortIr;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.status.Statuses;
import dev.agentgateway.controlplane.view.ControlPlaneView;
import dev.agentgateway.controlplane.view.ProxyView;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Policies with their conditions and where they are in force, and backends. */
public record PoliciesModel(List<PolicyCard> policies, List<BackendCard> backends) {

  /** An AgentgatewayPolicy. */
  public record PolicyCard(
      String name,
      String generation,
      List<EffectRow> effects,
      List<ExporterRow> exporters,
      List<ConditionRow> conditions) {}

  /** Where a policy is in force and what it says there. */
  public record EffectRow(
      String where, String traced, String untraced, String keep, String collector, boolean bad) {}

  /** How a proxy fares with the policy's collector. */
  public record ExporterRow(String proxy, String lastSuccess, String error, boolean failing) {}

  /** An AgentgatewayBackend. */
  public record BackendCard(String name, List<ConditionRow> conditions) {}

  static PoliciesModel of(ControlPlaneView view) {
    Statuses statuses = view.statuses().get();
    List<PolicyCard> policies = new ArrayList<>();
    for (HasMetadata object : view.source().get().state().policies()) {
      ObjectRef ref = ref("AgentgatewayPolicy", object);
      String name = ref.namespace() + "/" + ref.name();
      policies.add(
          new PolicyCard(
              name,
              Objects.toString(object.getMetadata().getGeneration(), ""),
              effects(view, name),
              exporters(view, name),
              ConditionRow.of(ref, statuses)));
    }
    List<BackendCard> backends = new ArrayList<>();
    for (HasMetadata object : view.source().get().state().backends()) {
      ObjectRef ref = ref("AgentgatewayBackend", object);
      backends.add(
          new BackendCard(ref.namespace() + "/" + ref.name(), ConditionRow.of(ref, statuses)));
    }
    return new PoliciesModel(policies, backends);
  }

  private static ObjectRef ref(String kind, HasMetadata object) {
    return new ObjectRef(kind, object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  private static List<EffectRow> effects(ControlPlaneView view, String policy) {
    List<EffectRow> rows = new ArrayList<>();
    for (GatewayIr gateway : view.translation().get().gateways()) {
      for (PortIr port : gateway.ports()) {
        new TreeMap<>(port.policies())
            .forEach(
                (listener, effective) ->
                    effective
                        .tracing()
                        .filter(tracing -> tracing.policy().equals(policy))
                        .map(tracing -> effect(gateway, port, listener, tracing))
                        .ifPresent(rows::add));
      }
    }
    return rows;
  }

  private static EffectRow effect(
      GatewayIr gateway, PortIr port, String listener, TracingIr tracing) {
    String where =
        gateway.id()
            + " port "
            + port.port()
            + (listener.isEmpty() ? "" : ", listener " + listener);
    boolean bad = tracing.collector() instanceof CollectorIr.Invalid;
    String collector =
        switch (tracing.collector()) {
          case CollectorIr.Otlp otlp ->
              Words.host(otlp.authority())
                  + otlp.path().map(path -> path + " (HTTP)").orElse(" (gRPC)");
          case CollectorIr.Invalid(String why) -> "spans are dropped: " + why;
        };
    return new EffectRow(
        where,
        tracing.clientSampling().orElse("true (not set)"),
        tracing.randomSampling().orElse("no decision (not set)"),
        tracing.filter().orElse("everything"),
        collector,
        bad);
  }

  private static List<ExporterRow> exporters(ControlPlaneView view, String policy) {
    List<ExporterRow> rows = new ArrayList<>();
    for (ProxyView proxy : view.proxies().get()) {
      proxy.activity().stream()
          .flatMap(activity -> activity.exporters().stream())
          .filter(exporter -> exporter.policy().equals(policy))
          .forEach(exporter -> rows.add(exporter(proxy, exporter)));
    }
    return rows;
  }

  private static ExporterRow exporter(ProxyView proxy, ProxyView.Exporter exporter) {
    Optional<String> success = exporter.lastSuccess().map(Words::time);
    return new ExporterRow(
        proxy.id(), success.orElse("never"), exporter.lastError(), exporter.failing());
  }
}
