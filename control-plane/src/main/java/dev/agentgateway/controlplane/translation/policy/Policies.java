package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.api.cel.CelEnvironment;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.translation.backend.Backends;
import dev.agentgateway.controlplane.translation.backend.SettingsLookup;
import dev.agentgateway.controlplane.translation.gateway.GatewayModel;
import dev.agentgateway.controlplane.translation.gateway.ListenerModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Every AgentgatewayPolicy of a state. */
public final class Policies {

  private final List<PolicyModel> policies;
  private final BackendPolicies backendPolicies;
  private final Guards guards;

  private Policies(List<PolicyModel> policies, KeyedData data) {
    this.policies = policies;
    this.backendPolicies = new BackendPolicies(policies, data);
    this.guards = Guards.of(policies);
  }

  /** Reads them. */
  public static Policies read(DesiredState state) {
    List<PolicyModel> policies =
        state.policies().stream().map(PolicyReader::read).sorted(PolicyModel.OLDEST_FIRST).toList();
    return new Policies(policies, new KeyedData(state));
  }

  /** How backends are spoken to. */
  public SettingsLookup settings() {
    return backendPolicies;
  }

  /** What is guarded in a way that is not built. */
  public Guards guards() {
    return guards;
  }

  /** Attaches them to Gateways. */
  public AttachedPolicies attach(
      List<GatewayModel> gateways, Backends backends, CelEnvironment expressions) {
    Map<PolicyModel, Tracings> tracings = new LinkedHashMap<>();
    for (PolicyModel policy : policies) {
      policy
          .tracing()
          .ifPresent(
              tracing -> tracings.put(policy, Tracings.of(policy, tracing, backends, expressions)));
    }
    Map<String, TracingWinners> winners = new HashMap<>();
    Map<String, GatewayTracing> inForce = new HashMap<>();
    for (GatewayModel gateway : gateways) {
      TracingWinners decided = new TracingWinners(gateway, claims(gateway, tracings));
      winners.put(gateway.id(), decided);
      inForce.put(gateway.id(), inForce(gateway, decided, tracings));
    }
    return new AttachedPolicies(policies, backendPolicies, tracings, winners, inForce);
  }

  private static List<TracingWinners.Claim> claims(
      GatewayModel gateway, Map<PolicyModel, Tracings> tracings) {
    List<TracingWinners.Claim> claims = new ArrayList<>();
    for (PolicyModel policy : tracings.keySet()) {
      for (PolicyTarget target : policy.targets()) {
        if (GatewayTargets.isMeant(policy, target, gateway)
            && GatewayTargets.missing(target, gateway).isEmpty()) {
          claims.add(new TracingWinners.Claim(policy, GatewayTargets.scope(target)));
        }
      }
    }
    return claims;
  }

  private static GatewayTracing inForce(
      GatewayModel gateway, TracingWinners winners, Map<PolicyModel, Tracings> tracings) {
    Map<Integer, FrontendPolicyIr> byPort = new HashMap<>();
    Map<String, FrontendPolicyIr> byListener = new HashMap<>();
    Map<String, GatewayTracing.Collector> collectors = new LinkedHashMap<>();
    Map<PolicyModel, FrontendPolicyIr> translated = new HashMap<>();
    for (ListenerModel listener : gateway.servedListeners()) {
      winners
          .ofPort(listener.port())
          .ifPresent(
              policy ->
                  byPort.put(
                      listener.port(), ir(policy, gateway, tracings, translated, collectors)));
      winners
          .ofListener(listener.name())
          .ifPresent(
              policy ->
                  byListener.put(
                      listener.name(), ir(policy, gateway, tracings, translated, collectors)));
    }
    List<String> references =
        translated.keySet().stream()
            .flatMap(policy -> Objects.requireNonNull(tracings.get(policy)).reference().stream())
            .toList();
    return new GatewayTracing(byPort, byListener, List.copyOf(collectors.values()), references);
  }

  private static FrontendPolicyIr ir(
      PolicyModel policy,
      GatewayModel gateway,
      Map<PolicyModel, Tracings> tracings,
      Map<PolicyModel, FrontendPolicyIr> translated,
      Map<String, GatewayTracing.Collector> collectors) {
    return translated.computeIfAbsent(
        policy,
        key -> {
          Tracings tracing = Objects.requireNonNull(tracings.get(key));
          tracing.cluster(gateway.id()).ifPresent(c -> collectors.put(c.cluster(), c));
          return tracing.ir(gateway.id());
        });
  }
}
