package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.api.v1alpha1.AgentgatewayBackend;
import dev.agentgateway.api.v1alpha1.UnsupportedField;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.translation.backend.BackendSettings;
import dev.agentgateway.controlplane.translation.backend.SettingsLookup;
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
  private final KeyedData data;

  /**
   * @param policies oldest first
   */
  BackendPolicies(List<PolicyModel> policies, KeyedData data) {
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
    if (policies.isEmpty()) {
      return BackendSettings.NONE;
    }
    Predicate<PolicyTarget> section =
        target ->
            target.sectionName().map(n -> n.equals(portName) || n.equals("" + port)).orElse(false);
    Predicate<PolicyTarget> whole = target -> target.sectionName().isEmpty();
    List<BackendSettings> found =
        new ArrayList<>(matching(PolicyTarget.Kind.SERVICE, service.getMetadata(), section));
    found.addAll(matching(PolicyTarget.Kind.SERVICE, service.getMetadata(), whole));
    return merged(found);
  }

  @Override
  public BackendSettings ofBackend(AgentgatewayBackend backend) {
    ObjectMeta metadata = backend.getMetadata();
    List<String> guards =
        backend.getSpec().unsupportedFields().stream()
            .filter(field -> field.guard() && field.path().startsWith("spec.policies."))
            .map(UnsupportedField::path)
            .toList();
    List<BackendSettings> found = new ArrayList<>();
    found.add(
        new BackendSettingsReader(
                new ObjectRef("AgentgatewayBackend", metadata.getNamespace(), metadata.getName()),
                data)
            .read(Optional.ofNullable(backend.getSpec().policies()), guards));
    found.addAll(matching(PolicyTarget.Kind.BACKEND, metadata, target -> true));
    return merged(found);
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
