package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.api.v1alpha1.AgentgatewayBackend;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.translation.ObjectStatus.BackendStatus;
import dev.agentgateway.controlplane.translation.backend.ServicePorts.Lookup;
import dev.agentgateway.controlplane.translation.reference.Grants;
import dev.agentgateway.controlplane.translation.reference.Referrer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Finds what backendRefs lead to. */
public final class Backends {

  private final Grants grants;
  private final SettingsLookup lookup;
  private final ServicePorts services;
  private final Map<String, BackendObject> objects = new HashMap<>();

  /**
   * @param lookup what policies and the backends themselves say
   */
  public Backends(DesiredState state, Grants grants, SettingsLookup lookup) {
    this.grants = grants;
    this.lookup = lookup;
    this.services = new ServicePorts(state);
    BackendObjects reader = new BackendObjects(state, services, lookup);
    for (AgentgatewayBackend backend : state.backends()) {
      BackendObject object = reader.read(backend);
      objects.put(object.id(), object);
    }
  }

  /** What a route's reference leads to. */
  public Resolution forRoute(Referrer from, BackendReference reference) {
    return find(from, reference, false);
  }

  /**
   * What a collector's reference leads to.
   *
   * @param http2 whether the proxy speaks HTTP/2 to it
   */
  public Resolution forCollector(Referrer from, BackendReference reference, boolean http2) {
    Resolution found = find(from, reference, http2);
    if (!(found instanceof Resolution.Found(BackendTarget target))) {
      return found;
    }
    if (!target.speech().equals(Speech.Alone.HTTP)) {
      return new Resolution.Missing(
          "UnsupportedProtocol", target.backend() + ": not a collector (expected: plain HTTP)");
    }
    if (target.credential().orElse(null) instanceof Credential.Passthrough) {
      return new Resolution.Missing(
          "UnsupportedProtocol",
          target.backend() + ": auth.passthrough of a collector, which no client calls");
    }
    return found;
  }

  /** The statuses of AgentgatewayBackends. */
  public BackendStatus status(AgentgatewayBackend backend) {
    String id = backend.getMetadata().getNamespace() + "/" + backend.getMetadata().getName();
    return Objects.requireNonNull(objects.get(id)).status();
  }

  private Resolution find(Referrer from, BackendReference reference, boolean http2) {
    if (!reference.isService() && !reference.isBackend()) {
      return new Resolution.Missing(
          "InvalidKind",
          "backendRef "
              + reference
              + ": kind "
              + (reference.group().isEmpty() ? "" : reference.group() + "/")
              + reference.kind()
              + " (expected: Service or agentgateway.dev/AgentgatewayBackend)");
    }
    if (!grants.permit(
        from, reference.group(), reference.kind(), reference.namespace(), reference.name())) {
      return new Resolution.Missing("RefNotPermitted", notPermitted(from, reference));
    }
    return reference.isService() ? service(reference, http2) : backend(reference, http2);
  }

  private static String notPermitted(Referrer from, BackendReference reference) {
    return "backendRef "
        + reference.namespace()
        + "/"
        + reference.name()
        + " not accessible to an "
        + from.kind()
        + " in namespace \""
        + from.namespace()
        + "\" (missing a ReferenceGrant?)";
  }

  private Resolution service(BackendReference reference, boolean http2) {
    return switch (services.find(
        reference.namespace(), reference.name(), reference.port(), http2)) {
      case Lookup.Missing(String reason, String message) -> new Resolution.Missing(reason, message);
      case Lookup.Found port when AppProtocols.isMcpSse(port.appProtocol()) -> {
        Lookup.Missing sse = ServicePorts.unspoken(port, "appProtocol " + port.appProtocol());
        yield new Resolution.Missing(sse.reason(), sse.message());
      }
      case Lookup.Found port -> {
        BackendSettings settings = lookup.ofService(port.service(), port.number(), port.name());
        String path = port.id() + "/" + port.number();
        yield switch (Targets.ofPort("service/" + path, "Service/" + path, port, settings, http2)) {
          case Resolution.Missing missing -> missing.of("Service/" + path);
          case Resolution.Found(BackendTarget target) ->
              new Resolution.Found(AppProtocols.speaking(port, target, settings.ai()));
        };
      }
    };
  }

  private Resolution backend(BackendReference reference, boolean http2) {
    String id = reference.namespace() + "/" + reference.name();
    return Optional.ofNullable(objects.get(id))
        .map(object -> object.resolution(http2))
        .orElseGet(
            () -> new Resolution.Missing("BackendNotFound", "unable to find the Backend " + id));
  }
}
