package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.api.v1alpha1.AgentgatewayBackend;
import dev.agentgateway.api.v1alpha1.AiBackend;
import dev.agentgateway.api.v1alpha1.McpBackend;
import dev.agentgateway.api.v1alpha1.UnsupportedField;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.translation.ObjectStatus.PolicyStatus;
import dev.agentgateway.controlplane.translation.backend.BackendSettings;
import dev.agentgateway.controlplane.translation.backend.SettingsLookup;
import dev.agentgateway.controlplane.translation.reference.KeyedData;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What policies and backends say about how a backend is spoken to. What is written in the backend
 * itself comes first, then a policy for the port, then one for the whole, each time the oldest.
 */
final class BackendPolicies implements SettingsLookup {

  private final List<PolicyModel> policies;
  private final BackendTlsPolicies tlsPolicies;
  private final KeyedData data;

  /**
   * @param policies oldest first
   * @param tlsPolicies Gateway API's own, which come last
   */
  BackendPolicies(List<PolicyModel> policies, BackendTlsPolicies tlsPolicies, KeyedData data) {
    this.tlsPolicies = tlsPolicies;
    this.policies =
        policies.stream()
            .filter(
                policy ->
                    policy.targets().stream()
                        .anyMatch(
                            target ->
                                target.kind() == PolicyTarget.Kind.SERVICE
                                    || target.kind() == PolicyTarget.Kind.BACKEND))
            .toList();
    this.data = data;
  }

  @Override
  public BackendSettings ofService(Service service, int port, String portName) {
    if (policies.isEmpty() && tlsPolicies.isEmpty()) {
      return BackendSettings.NONE;
    }
    Predicate<PolicyTarget> section =
        target ->
            target.sectionName().map(n -> n.equals(portName) || n.equals("" + port)).orElse(false);
    Predicate<PolicyTarget> whole = target -> target.sectionName().isEmpty();
    List<BackendSettings> found =
        new ArrayList<>(matching(PolicyTarget.Kind.SERVICE, service.getMetadata(), section));
    found.addAll(matching(PolicyTarget.Kind.SERVICE, service.getMetadata(), whole));
    found.add(tlsPolicies.of(service, portName));
    return merged(found);
  }

  @Override
  public BackendSettings ofBackend(AgentgatewayBackend backend) {
    ObjectMeta metadata = backend.getMetadata();
    List<BackendSettings> found = new ArrayList<>();
    found.add(
        new BackendSettingsReader(DesiredState.refOf(backend), data)
            .read(
                Optional.ofNullable(backend.getSpec().policies()),
                guards(backend, "spec.policies.")));
    found.addAll(matching(PolicyTarget.Kind.BACKEND, metadata, target -> true));
    return merged(found);
  }

  @Override
  public BackendSettings ofProvider(
      AgentgatewayBackend backend, int group, AiBackend.Provider provider) {
    String path = "spec.ai.groups[%d].providers[%s].policies.".formatted(group, provider.name());
    return new BackendSettingsReader(
            DesiredState.refOf(backend), group + "/" + provider.name() + "/key", data)
        .read(Optional.ofNullable(provider.policies()), guards(backend, path))
        .orElse(ofBackend(backend));
  }

  @Override
  public BackendSettings ofMcpTarget(AgentgatewayBackend backend, McpBackend.Target target) {
    BackendSettings whole = ofBackend(backend);
    McpBackend.StaticTarget server = target.staticTarget();
    if (server == null || server.policies() == null) {
      return whole;
    }
    String path = "spec.mcp.targets[" + target.name() + "].static.policies.";
    return new BackendSettingsReader(DesiredState.refOf(backend), target.name() + "/key", data)
        .read(Optional.of(server.policies()), guards(backend, path))
        .orElse(whole);
  }

  private static List<String> guards(AgentgatewayBackend backend, String path) {
    return backend.getSpec().unsupportedFields().stream()
        .filter(field -> field.guard() && field.path().startsWith(path))
        .map(UnsupportedField::path)
        .toList();
  }

  /** Statuses of Gateway API's own policies. */
  List<PolicyStatus> tlsStatuses(String controllerName, Reach reach) {
    return tlsPolicies.statuses(controllerName, reach);
  }

  /** What one policy says of the backends that it targets. */
  BackendSettings settings(PolicyModel policy) {
    return new BackendSettingsReader(policy.ref(), data).read(policy.backend(), policy.guards());
  }

  private List<BackendSettings> matching(
      PolicyTarget.Kind kind, ObjectMeta object, Predicate<PolicyTarget> also) {
    return policies.stream()
        .filter(policy -> policy.ref().namespace().equals(object.getNamespace()))
        .filter(
            policy ->
                policy.targets().stream()
                    .anyMatch(
                        target ->
                            target.kind() == kind
                                && target.selects(object.getName(), object.getLabels())
                                && also.test(target)))
        .map(this::settings)
        .toList();
  }

  private static BackendSettings merged(List<BackendSettings> found) {
    return found.stream().reduce(BackendSettings.NONE, BackendSettings::orElse);
  }
}
