package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.api.v1alpha1.BackendPolicy;
import dev.agentgateway.api.v1alpha1.UnsupportedField;
import dev.agentgateway.controlplane.ir.ProtocolIr.CallsIr;
import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.Conditions;
import dev.agentgateway.controlplane.translation.ObjectStatus.ParentRef;
import dev.agentgateway.controlplane.translation.ObjectStatus.ParentStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.PolicyStatus;
import dev.agentgateway.controlplane.translation.Problem;
import dev.agentgateway.controlplane.translation.backend.AiSettings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Writes the statuses of policies: one ancestor per Gateway that a policy reaches. */
final class PolicyStatuses {

  private static final int MAX_ANCESTORS = 16;
  private static final String UNSUPPORTED = " is not supported yet";
  private static final String GUARDED = "; routes that it covers answer 500";
  private static final String NO_EFFECT = " and has no effect";
  private static final String REFUSED = "; nothing is sent to the backend";

  private final String controllerName;
  private final Reach reach;
  private final BackendPolicies backendPolicies;
  private final Map<PolicyModel, Tracings> tracings;
  private final Map<PolicyModel, List<String>> frontendFaults;
  private final Map<String, GatewayWinners> winners;
  private final List<PolicyStatus> statuses = new ArrayList<>();
  private final List<Problem> notes = new ArrayList<>();

  PolicyStatuses(
      String controllerName,
      Reach reach,
      BackendPolicies backendPolicies,
      Map<PolicyModel, Tracings> tracings,
      Map<PolicyModel, List<String>> frontendFaults,
      Map<String, GatewayWinners> winners) {
    this.controllerName = controllerName;
    this.reach = reach;
    this.backendPolicies = backendPolicies;
    this.tracings = tracings;
    this.frontendFaults = frontendFaults;
    this.winners = winners;
  }

  PolicyReport report() {
    return new PolicyReport(statuses, notes);
  }

  void add(PolicyModel policy) {
    Set<String> gateways = new TreeSet<>();
    Set<String> missing = new LinkedHashSet<>();
    for (PolicyTarget target : policy.targets()) {
      Reach.Found found = reach.find(policy, target);
      gateways.addAll(found.gateways());
      missing.addAll(found.missing());
    }
    List<String> faults = faults(policy);
    List<ParentStatus> ancestors = new ArrayList<>();
    for (String gateway : gateways) {
      if (ancestors.size() == MAX_ANCESTORS - 1 && gateways.size() > MAX_ANCESTORS) {
        missing.add("%d Gateways, not all of them are listed".formatted(gateways.size()));
        break;
      }
      ancestors.add(ancestor(policy, gateway, faults));
    }
    if (!missing.isEmpty()) {
      ancestors.add(summary(policy, missing));
    }
    if (!ancestors.isEmpty()) {
      statuses.add(new PolicyStatus(policy.ref(), ancestors));
    }
  }

  private ParentStatus ancestor(PolicyModel policy, String gateway, List<String> faults) {
    int slash = gateway.indexOf('/');
    return new ParentStatus(
        new ParentRef(
            "gateway.networking.k8s.io",
            "Gateway",
            Optional.of(gateway.substring(0, slash)),
            gateway.substring(slash + 1),
            Optional.empty(),
            Optional.empty()),
        controllerName,
        conditions(policy, winners.get(gateway), faults));
  }

  private List<Condition> conditions(
      PolicyModel policy, @Nullable GatewayWinners decided, List<String> faults) {
    Conditions conditions = policy.conditions();
    List<String> losses = decided == null ? List.of() : decided.losses(policy);
    if (decided != null
        && policy.backend().isEmpty()
        && policy.unsupported().isEmpty()
        && decided.lostEverything(policy)) {
      String message = String.join("; ", losses);
      return List.of(
          conditions.fails("Accepted", "Conflicted", message),
          conditions.fails("Attached", "Conflicted", message));
    }
    List<String> remarks = new ArrayList<>(losses);
    Tracings tracing = tracings.get(policy);
    if (tracing != null) {
      remarks.addAll(tracing.notes());
    }
    remarks.forEach(remark -> note(policy, remark));
    Condition attached = conditions.holds("Attached", "Attached", "Attached to all targets");
    if (faults.isEmpty()) {
      remarks.addFirst("Policy accepted");
      return List.of(conditions.holds("Accepted", "Valid", String.join("; ", remarks)), attached);
    }
    List<String> all = new ArrayList<>(faults);
    all.addAll(remarks);
    String message = String.join("; ", all);
    if (hasEffect(policy)) {
      return List.of(conditions.holds("Accepted", "PartiallyValid", message), attached);
    }
    return List.of(
        conditions.fails("Accepted", "Invalid", message),
        policy.guards().isEmpty() && Guards.unbuilt(policy).isEmpty()
            ? conditions.fails(
                "Attached", "Pending", "Policy is not attached due to invalid status")
            : attached);
  }

  /** Whether something of the policy does what it was written for. */
  private boolean hasEffect(PolicyModel policy) {
    if (!policy.frontend().isEmpty() && targets(policy, PolicyTarget.Kind.GATEWAY)) {
      return true;
    }
    if (policy.targets().stream().anyMatch(Cover::isAboveBackends)
        && !AiSettings.of(policy.backend().map(BackendPolicy::ai).orElse(null))
            .equals(CallsIr.NONE)) {
      return true;
    }
    return policy.backend().isPresent()
        && (policy.backend().get().tls() != null
            || policy.backend().get().auth() != null
            || policy.backend().get().ai() != null)
        && targetsBackends(policy)
        && backendPolicies.settings(policy).refusal().isEmpty();
  }

  private List<String> faults(PolicyModel policy) {
    List<String> faults = new ArrayList<>();
    if (!policy.frontend().isEmpty()) {
      if (targets(policy, PolicyTarget.Kind.GATEWAY)) {
        faults.addAll(frontendFaults.getOrDefault(policy, List.of()));
      } else {
        faults.add("frontend policies attach to Gateways only");
      }
    }
    if (targetsBackends(policy)) {
      backendPolicies.settings(policy).refusal().ifPresent(why -> faults.add(why + REFUSED));
    } else {
      Guards.unbuilt(policy).forEach(what -> faults.add(what + UNSUPPORTED + GUARDED));
    }
    policy.unsupported().stream()
        .filter(field -> !field.guard())
        .map(UnsupportedField::path)
        .forEach(path -> faults.add(path + UNSUPPORTED + NO_EFFECT));
    return faults;
  }

  private void note(PolicyModel policy, String message) {
    Problem note = new Problem(policy.ref(), Problem.Severity.NOTE, "Note", message);
    if (!notes.contains(note)) {
      notes.add(note);
    }
  }

  private ParentStatus summary(PolicyModel policy, Set<String> missing) {
    return new ParentStatus(
        new ParentRef(
            "agentgateway.dev",
            "Gateway",
            Optional.empty(),
            "StatusSummary",
            Optional.empty(),
            Optional.empty()),
        controllerName,
        List.of(
            policy
                .conditions()
                .fails(
                    "Attached",
                    "Pending",
                    "Policy is not attached: " + String.join("\n", missing))));
  }

  private static boolean targets(PolicyModel policy, PolicyTarget.Kind kind) {
    return policy.targets().stream().anyMatch(target -> target.kind() == kind);
  }

  private static boolean targetsBackends(PolicyModel policy) {
    return targets(policy, PolicyTarget.Kind.SERVICE) || targets(policy, PolicyTarget.Kind.BACKEND);
  }
}
