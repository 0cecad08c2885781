package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.controlplane.ir.FrontendPolicyIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.TracingIr;
import dev.agentgateway.controlplane.translation.gateway.GatewayModel;
import dev.agentgateway.controlplane.translation.gateway.ListenerModel;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Puts together the frontend policies of one Gateway. */
final class FrontendAssembly {

  private final GatewayModel gateway;
  private final GatewayWinners winners;
  private final Map<PolicyModel, Tracings> tracings;
  private final Map<PolicyModel, TracingIr> translated = new LinkedHashMap<>();
  private final Map<String, GatewayFrontend.Collector> collectors = new LinkedHashMap<>();

  FrontendAssembly(
      GatewayModel gateway, GatewayWinners winners, Map<PolicyModel, Tracings> tracings) {
    this.gateway = gateway;
    this.winners = winners;
    this.tracings = tracings;
  }

  GatewayFrontend inForce() {
    Map<Integer, FrontendPolicyIr> byPort = new HashMap<>();
    Map<String, FrontendPolicyIr> byListener = new HashMap<>();
    for (ListenerModel listener : gateway.servedListeners()) {
      int port = listener.port();
      put(byPort, port, field -> winners.ofPort(field, port));
      boolean hasOwn = false;
      for (FrontendField field : FrontendField.values()) {
        hasOwn |= winners.ofListener(field, listener.name()).isPresent();
      }
      if (hasOwn) {
        put(
            byListener,
            listener.name(),
            field ->
                winners.ofListener(field, listener.name()).or(() -> winners.ofPort(field, port)));
      }
    }
    List<String> references =
        translated.keySet().stream()
            .flatMap(policy -> Objects.requireNonNull(tracings.get(policy)).reference().stream())
            .toList();
    return new GatewayFrontend(byPort, byListener, List.copyOf(collectors.values()), references);
  }

  private <K> void put(
      Map<K, FrontendPolicyIr> policies,
      K key,
      Function<FrontendField, Optional<PolicyModel>> winner) {
    FrontendPolicyIr policy =
        new FrontendPolicyIr(
            winner.apply(FrontendField.TRACING).map(this::tracing),
            winner
                .apply(FrontendField.ACCESS_LOG)
                .flatMap(each -> each.accessLog().map(log -> AccessLogs.ir(each, log))),
            winner
                .apply(FrontendField.METRICS)
                .flatMap(each -> each.metrics().map(metrics -> AccessLogs.ir(each, metrics))));
    if (!policy.policies().isEmpty()) {
      policies.put(key, policy);
    }
  }

  private TracingIr tracing(PolicyModel policy) {
    return translated.computeIfAbsent(
        policy,
        key -> {
          Tracings tracing = Objects.requireNonNull(tracings.get(key));
          tracing.cluster(gateway.id()).ifPresent(c -> collectors.put(c.cluster(), c));
          return tracing.ir(gateway.id());
        });
  }
}
