package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.api.v1alpha1.AgentgatewayBackend;
import dev.agentgateway.api.v1alpha1.AgentgatewayBackendSpec;
import dev.agentgateway.api.v1alpha1.AgentgatewayBackendSpec.StaticBackend;
import dev.agentgateway.api.v1alpha1.UnsupportedField;
import dev.agentgateway.controlplane.ir.ProtocolIr;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.Conditions;
import dev.agentgateway.controlplane.translation.ObjectStatus.BackendStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads AgentgatewayBackends. */
final class BackendObjects {

  private static final String KIND = "AgentgatewayBackend";

  private final SettingsLookup lookup;
  private final LlmBackends llm;
  private final McpBackends mcp;

  BackendObjects(DesiredState state, ServicePorts services, SettingsLookup lookup) {
    this.lookup = lookup;
    this.llm = new LlmBackends(services, lookup);
    this.mcp = new McpBackends(state, services, lookup);
  }

  BackendObject read(AgentgatewayBackend backend) {
    String id = id(backend);
    Outcome outcome = outcome(backend, false);
    return new BackendObject(
        id,
        told(outcome.resolution(), id),
        told(outcome(backend, true).resolution(), id),
        status(backend, outcome));
  }

  /** NAMESPACE/NAME. */
  static String id(AgentgatewayBackend backend) {
    return backend.getMetadata().getNamespace() + "/" + backend.getMetadata().getName();
  }

  /** {@code backend/NAMESPACE/NAME}: the end of the names of its clusters. */
  static String suffix(AgentgatewayBackend backend) {
    return "backend/" + id(backend);
  }

  /** KIND/NAMESPACE/NAME, for telemetry. */
  static String path(AgentgatewayBackend backend) {
    return KIND + "/" + id(backend);
  }

  private static Resolution told(Resolution resolution, String id) {
    return switch (resolution) {
      case Resolution.Found found -> found;
      case Resolution.Missing missing -> missing.of(KIND + " " + id);
    };
  }

  private Outcome outcome(AgentgatewayBackend backend, boolean http2) {
    AgentgatewayBackendSpec spec = backend.getSpec();
    List<String> unbuilt =
        spec.unsupportedFields().stream()
            .filter(field -> field.guard() && !isPolicy(field))
            .map(UnsupportedField::path)
            .toList();
    if (!unbuilt.isEmpty()) {
      return Outcome.missing(
          "UnsupportedProtocol", String.join(", ", unbuilt) + " is not supported yet");
    }
    if (spec.ai() != null) {
      return Outcome.of(llm.resolve(backend, spec.ai()));
    }
    if (spec.mcp() != null) {
      return mcp.resolve(backend, spec.mcp());
    }
    BackendSettings settings = lookup.ofBackend(backend);
    if (spec.a2a() != null) {
      Resolution host =
          Targets.ofAgentHost(
              suffix(backend), path(backend), spec.a2a().host(), spec.a2a().port(), settings);
      return Outcome.of(speakingA2a(host));
    }
    StaticBackend host = spec.staticBackend();
    if (host == null || host.host() == null || host.port() == null) {
      return Outcome.missing("UnsupportedProtocol", "spec.static: no host and port");
    }
    return Outcome.of(
        Targets.ofHost(suffix(backend), path(backend), host.host(), host.port(), settings, http2));
  }

  private static Resolution speakingA2a(Resolution host) {
    return switch (host) {
      case Resolution.Found(BackendTarget target) ->
          new Resolution.Found(
              target.speaking(
                  new Speech.Alone(new ProtocolIr.A2a(Optional.of(target.hostHeader())))));
      case Resolution.Missing missing -> missing;
    };
  }

  /** Whether a field says how the backend is spoken to: then it is read with the settings. */
  private static boolean isPolicy(UnsupportedField field) {
    return field.path().startsWith("spec.policies.")
        || field.path().contains("].static.policies.")
        || (field.path().startsWith("spec.ai.groups[") && field.path().contains("].policies."));
  }

  private static BackendStatus status(AgentgatewayBackend backend, Outcome outcome) {
    Conditions conditions = Conditions.about(backend);
    List<String> remarks = new ArrayList<>(outcome.notes());
    List<String> unused =
        backend.getSpec().unsupportedFields().stream()
            .filter(field -> !field.guard())
            .map(UnsupportedField::path)
            .toList();
    if (!unused.isEmpty()) {
      remarks.add(String.join(", ", unused) + " is not supported yet and has no effect");
    }
    Condition accepted =
        switch (outcome.resolution()) {
          case Resolution.Missing missing ->
              conditions.fails("Accepted", "Invalid", missing.message());
          case Resolution.Found _ when !remarks.isEmpty() ->
              conditions.holds("Accepted", "PartiallyValid", String.join("; ", remarks));
          case Resolution.Found _ ->
              conditions.holds("Accepted", "Accepted", "Backend is accepted");
        };
    return new BackendStatus(
        new ObjectRef(KIND, backend.getMetadata().getNamespace(), backend.getMetadata().getName()),
        List.of(accepted));
  }
}
