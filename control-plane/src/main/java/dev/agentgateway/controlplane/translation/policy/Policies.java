package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.api.cel.CelEnvironment;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.translation.backend.Backends;
import dev.agentgateway.controlplane.translation.backend.SettingsLookup;
import dev.agentgateway.controlplane.translation.gateway.GatewayModel;
import dev.agentgateway.controlplane.translation.reference.KeyedData;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every AgentgatewayPolicy and BackendTLSPolicy of a state. */
public final class Policies {

  private final List<PolicyModel> policies;
  private final BackendPolicies backendPolicies;
  private final Guards guards;
  private final CallPolicies calls;

  private Policies(List<PolicyModel> policies, BackendTlsPolicies tlsPolicies, KeyedData data) {
    this.policies = policies;
    this.backendPolicies = new BackendPolicies(policies, tlsPolicies, data);
    this.guards = Guards.of(policies);
    this.calls = CallPolicies.of(policies);
  }

  /** Reads them. */
  public static Policies read(DesiredState state) {
    List<PolicyModel> policies =
        state.policies().stream().map(PolicyReader::read).sorted(PolicyModel.OLDEST_FIRST).toList();
    KeyedData data = new KeyedData(state);
    return new Policies(
        policies, new BackendTlsPolicies(state.all(BackendTLSPolicy.class), data), data);
  }

  /** How backends are spoken to. */
  public SettingsLookup settings() {
    return backendPolicies;
  }

  /** What is guarded in a way that is not built. */
  public Guards guards() {
    return guards;
  }

  /** What is said of calls of models for all backends of Gateways and routes. */
  public CallPolicies calls() {
    return calls;
  }

  /** Attaches them to Gateways. */
  public AttachedPolicies attach(
      List<GatewayModel> gateways, Backends backends, CelEnvironment expressions) {
    Map<PolicyModel, Tracings> tracings = new LinkedHashMap<>();
    Map<PolicyModel, List<String>> faults = new HashMap<>();
    for (PolicyModel policy : policies) {
      policy
          .tracing()
          .ifPresent(
              tracing -> tracings.put(policy, Tracings.of(policy, tracing, backends, expressions)));
      List<String> wrong =
          new ArrayList<>(
              Optional.ofNullable(tracings.get(policy)).map(Tracings::faults).orElse(List.of()));
      wrong.addAll(AccessLogs.faults(policy, expressions));
      faults.put(policy, wrong);
    }
    Map<String, GatewayWinners> winners = new HashMap<>();
    Map<String, GatewayFrontend> inForce = new HashMap<>();
    for (GatewayModel gateway : gateways) {
      GatewayWinners decided = new GatewayWinners(gateway, policies);
      winners.put(gateway.id(), decided);
      inForce.put(gateway.id(), new FrontendAssembly(gateway, decided, tracings).inForce());
    }
    return new AttachedPolicies(policies, backendPolicies, tracings, faults, winners, inForce);
  }
}
