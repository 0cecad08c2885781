package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.api.v1alpha1.AgentgatewayBackend;
import dev.agentgateway.api.v1alpha1.AgentgatewayBackendSpec.StaticBackend;
import dev.agentgateway.api.v1alpha1.UnsupportedField;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.Conditions;
import dev.agentgateway.controlplane.translation.ObjectStatus.BackendStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** AgentgatewayBackends: only {@code static} ones with a host and port are built. */
public final class StaticBackends {

  private StaticBackends() {}

  /** Why a backend takes no request, empty where it does. */
  static Optional<String> unbuilt(AgentgatewayBackend backend) {
    List<String> fields =
        backend.getSpec().unsupportedFields().stream()
            .map(UnsupportedField::path)
            .filter(path -> !path.startsWith("spec.policies."))
            .toList();
    if (!fields.isEmpty()) {
      return Optional.of(
          String.join(", ", fields) + " is not supported yet (expected: spec.static)");
    }
    StaticBackend host = backend.getSpec().staticBackend();
    return host == null || host.host() == null || host.port() == null
        ? Optional.of("spec.static: no host and port")
        : Optional.empty();
  }

  static String host(AgentgatewayBackend backend) {
    return Objects.requireNonNull(staticOf(backend).host());
  }

  static int port(AgentgatewayBackend backend) {
    return Objects.requireNonNull(staticOf(backend).port());
  }

  /**
   * A backend's status.
   *
   * @param settings how it is spoken to
   */
  public static BackendStatus status(AgentgatewayBackend backend, BackendSettings settings) {
    Conditions conditions = Conditions.about(backend);
    Optional<String> why = unbuilt(backend).or(settings::refusal);
    List<String> unused =
        backend.getSpec().unsupportedFields().stream()
            .filter(field -> !field.guard() && field.path().startsWith("spec.policies."))
            .map(UnsupportedField::path)
            .toList();
    Condition accepted;
    if (why.isPresent()) {
      accepted = conditions.fails("Accepted", "Invalid", why.get());
    } else if (!unused.isEmpty()) {
      accepted =
          conditions.holds(
              "Accepted",
              "PartiallyValid",
              String.join(", ", unused) + " is not supported yet and has no effect");
    } else {
      accepted = conditions.holds("Accepted", "Accepted", "Backend is accepted");
    }
    return new BackendStatus(
        new ObjectRef(
            "AgentgatewayBackend",
            backend.getMetadata().getNamespace(),
            backend.getMetadata().getName()),
        List.of(accepted));
  }

  private static StaticBackend staticOf(AgentgatewayBackend backend) {
    return Objects.requireNonNull(backend.getSpec().staticBackend());
  }
}
