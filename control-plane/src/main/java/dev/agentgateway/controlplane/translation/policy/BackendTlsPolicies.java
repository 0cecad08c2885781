package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.controlplane.ir.ProtocolIr.CallsIr;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.Conditions;
import dev.agentgateway.controlplane.translation.ObjectStatus.ParentRef;
import dev.agentgateway.controlplane.translation.ObjectStatus.ParentStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.PolicyStatus;
import dev.agentgateway.controlplane.translation.backend.BackendSettings;
import dev.agentgateway.controlplane.translation.reference.KeyedData;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicy;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.LocalPolicyTargetReferenceWithSectionName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gateway API's own policies of TLS towards Services. A policy for a port beats one for the whole
 * Service; of two for the same, the oldest holds, then the first by name.
 *
 * @see <a href="https://gateway-api.sigs.k8s.io/geps/gep-1897/">GEP-1897</a>
 */
final class BackendTlsPolicies {

  private static final int MAX_ANCESTORS = 16;

  private static final Comparator<BackendTLSPolicy> OLDEST_FIRST =
      Comparator.comparing(
              (BackendTLSPolicy policy) ->
                  Objects.requireNonNullElse(policy.getMetadata().getCreationTimestamp(), ""))
          .thenComparing(DesiredState::refOf);

  private final List<BackendTLSPolicy> policies;
  private final KeyedData data;

  BackendTlsPolicies(List<BackendTLSPolicy> policies, KeyedData data) {
    this.policies = policies.stream().sorted(OLDEST_FIRST).toList();
    this.data = data;
  }

  boolean isEmpty() {
    return policies.isEmpty();
  }

  /** What holds for a port of a Service. */
  BackendSettings of(Service service, String portName) {
    return winner(service, Optional.of(portName))
        .or(() -> winner(service, Optional.empty()))
        .map(this::settings)
        .orElse(BackendSettings.NONE);
  }

  private Optional<BackendTLSPolicy> winner(Service service, Optional<String> section) {
    return policies.stream()
        .filter(
            policy ->
                policy.getMetadata().getNamespace().equals(service.getMetadata().getNamespace())
                    && policy.getSpec().getTargetRefs().stream()
                        .anyMatch(
                            target ->
                                isService(target)
                                    && target.getName().equals(service.getMetadata().getName())
                                    && section(target).equals(section)))
        .findFirst();
  }

  private BackendSettings settings(BackendTLSPolicy policy) {
    BackendAuthority authority = BackendAuthority.of(policy, data);
    return new BackendSettings(
        Optional.of(
            new BackendSettings.Tls(
                Optional.of(policy.getSpec().getValidation().getHostname()),
                authority.pem(),
                true,
                List.of())),
        Optional.empty(),
        CallsIr.NONE,
        authority.refusal());
  }

  /** One status per policy whose Service a Gateway of ours sends to. */
  List<PolicyStatus> statuses(String controllerName, Reach reach) {
    List<PolicyStatus> statuses = new ArrayList<>();
    for (BackendTLSPolicy policy : policies) {
      Set<String> gateways = new TreeSet<>();
      for (LocalPolicyTargetReferenceWithSectionName target : policy.getSpec().getTargetRefs()) {
        if (isService(target)) {
          gateways.addAll(
              reach.gatewaysOfService(policy.getMetadata().getNamespace(), target.getName()));
        }
      }
      List<Condition> conditions = conditions(policy);
      List<ParentStatus> ancestors =
          gateways.stream()
              .limit(MAX_ANCESTORS)
              .map(gateway -> new ParentStatus(gatewayRef(gateway), controllerName, conditions))
              .toList();
      if (!ancestors.isEmpty()) {
        statuses.add(new PolicyStatus(DesiredState.refOf(policy), ancestors));
      }
    }
    return statuses;
  }

  private List<Condition> conditions(BackendTLSPolicy policy) {
    Conditions conditions = Conditions.about(policy);
    BackendAuthority authority = BackendAuthority.of(policy, data);
    Condition resolved =
        authority
            .unresolved()
            .map(why -> conditions.fails("ResolvedRefs", authority.unresolvedReason(), why))
            .orElseGet(
                () ->
                    conditions.holds(
                        "ResolvedRefs", "ResolvedRefs", "All references are resolved"));
    Optional<BackendTLSPolicy> older = policies.stream().filter(p -> beats(p, policy)).findFirst();
    Condition accepted =
        older
            .map(
                winner ->
                    conditions.fails(
                        "Accepted",
                        "Conflicted",
                        "BackendTLSPolicy "
                            + winner.getMetadata().getName()
                            + " for the same Service is older"))
            .or(
                () ->
                    authority
                        .refusal()
                        .map(
                            why ->
                                conditions.fails(
                                    "Accepted",
                                    authority.refusalReason(),
                                    why + "; nothing is sent to the backend")))
            .orElseGet(() -> conditions.holds("Accepted", "Accepted", "Policy accepted"));
    return List.of(accepted, resolved);
  }

  /** Whether an older policy has every target of a policy. */
  private boolean beats(BackendTLSPolicy candidate, BackendTLSPolicy policy) {
    return policies.indexOf(candidate) < policies.indexOf(policy)
        && candidate.getMetadata().getNamespace().equals(policy.getMetadata().getNamespace())
        && policy.getSpec().getTargetRefs().stream()
            .allMatch(
                target ->
                    candidate.getSpec().getTargetRefs().stream()
                        .anyMatch(
                            other ->
                                isService(other)
                                    && other.getName().equals(target.getName())
                                    && section(other).equals(section(target))));
  }

  private static boolean isService(LocalPolicyTargetReferenceWithSectionName target) {
    return "Service".equals(target.getKind())
        && Objects.requireNonNullElse(target.getGroup(), "").isEmpty();
  }

  private static Optional<String> section(LocalPolicyTargetReferenceWithSectionName target) {
    return Optional.ofNullable(target.getSectionName());
  }

  private static ParentRef gatewayRef(String gateway) {
    int slash = gateway.indexOf('/');
    return new ParentRef(
        "gateway.networking.k8s.io",
        "Gateway",
        Optional.of(gateway.substring(0, slash)),
        gateway.substring(slash + 1),
        Optional.empty(),
        Optional.empty());
  }
}
