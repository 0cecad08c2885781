package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.api.v1alpha1.AgentgatewayBackend;
import dev.agentgateway.controlplane.ir.ClusterIr.TlsIr;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.translation.reference.Grants;
import dev.agentgateway.controlplane.translation.reference.Referrer;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Finds what backendRefs lead to. */
public final class Backends {

  /** {@code appProtocol}s that the proxy does not speak to a backend. */
  private static final Set<String> UNSPOKEN =
      Set.of("kubernetes.io/h2c", "kubernetes.io/ws", "kubernetes.io/wss");

  private final DesiredState state;
  private final Grants grants;
  private final SettingsLookup lookup;

  /**
   * @param lookup what policies and the backends themselves say
   */
  public Backends(DesiredState state, Grants grants, SettingsLookup lookup) {
    this.state = state;
    this.grants = grants;
    this.lookup = lookup;
  }

  /** What a route's reference leads to. */
  public Resolution forRoute(Referrer from, BackendReference reference) {
    Resolution found = find(from, reference, false);
    if (found instanceof Resolution.Found(BackendTarget target)
        && target.credential().isPresent()) {
      return new Resolution.Missing(
          "UnsupportedProtocol",
          target.backend() + ": backend.auth of a route's backend is not supported yet");
    }
    return found;
  }

  /**
   * What a collector's reference leads to.
   *
   * @param http2 whether the proxy speaks HTTP/2 to it
   */
  public Resolution forCollector(Referrer from, BackendReference reference, boolean http2) {
    return find(from, reference, http2);
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
    String id = reference.namespace() + "/" + reference.name();
    Optional<Service> found = state.service(reference.namespace(), reference.name());
    if (found.isEmpty()) {
      return new Resolution.Missing("BackendNotFound", "unable to find the Service " + id);
    }
    if (reference.port().isEmpty()) {
      return new Resolution.Missing(
          "UnsupportedValue", "backendRef " + id + ": port is required for Service targets");
    }
    int port = reference.port().get();
    Service service = found.get();
    boolean external = "ExternalName".equals(service.getSpec().getType());
    Optional<ServicePort> declared =
        Objects.requireNonNullElse(service.getSpec().getPorts(), List.<ServicePort>of()).stream()
            .filter(candidate -> Objects.equals(candidate.getPort(), port))
            .findFirst();
    if (declared.isEmpty() && !external) {
      return new Resolution.Missing(
          "BackendNotFound", "the Service " + id + " has no port " + port);
    }
    Optional<Resolution> unspoken = declared.flatMap(each -> unspoken(id, each));
    if (unspoken.isPresent()) {
      return unspoken.get();
    }
    String portName = declared.map(ServicePort::getName).orElse("");
    String host =
        external
            ? service.getSpec().getExternalName()
            : reference.name() + "." + reference.namespace() + ".svc.cluster.local";
    BackendSettings settings = lookup.ofService(service, port, portName);
    return target(
        "service/" + id + "/" + port,
        "Service/" + id + "/" + port,
        host,
        port,
        external
            ? Optional.empty()
            : Optional.of(new PortRef(reference.namespace(), reference.name(), portName)),
        settings,
        http2);
  }

  private static Optional<Resolution> unspoken(String id, ServicePort port) {
    String protocol = Objects.requireNonNullElse(port.getProtocol(), "TCP");
    String application = Objects.requireNonNullElse(port.getAppProtocol(), "");
    if (protocol.equals("TCP") && !UNSPOKEN.contains(application)) {
      return Optional.empty();
    }
    return Optional.of(
        new Resolution.Missing(
            "UnsupportedProtocol",
            "port "
                + port.getPort()
                + " of the Service "
                + id
                + ": "
                + (protocol.equals("TCP") ? "appProtocol " + application : "protocol " + protocol)
                + " is not supported yet"));
  }

  private Resolution backend(BackendReference reference, boolean http2) {
    String id = reference.namespace() + "/" + reference.name();
    Optional<AgentgatewayBackend> found = state.backend(reference.namespace(), reference.name());
    if (found.isEmpty()) {
      return new Resolution.Missing("BackendNotFound", "unable to find the Backend " + id);
    }
    Optional<String> unbuilt = StaticBackends.unbuilt(found.get());
    if (unbuilt.isPresent()) {
      return new Resolution.Missing(
          "UnsupportedProtocol", "AgentgatewayBackend " + id + ": " + unbuilt.get());
    }
    return target(
        "backend/" + id,
        "AgentgatewayBackend/" + id,
        StaticBackends.host(found.get()),
        StaticBackends.port(found.get()),
        Optional.empty(),
        lookup.ofBackend(found.get()),
        http2);
  }

  private static Resolution target(
      String suffix,
      String backend,
      String host,
      int port,
      Optional<PortRef> discovered,
      BackendSettings settings,
      boolean http2) {
    if (settings.refusal().isPresent()) {
      return new Resolution.Missing(
          "UnsupportedProtocol", backend + ": " + settings.refusal().get());
    }
    return new Resolution.Found(
        new BackendTarget(
            suffix,
            backend,
            host,
            port,
            discovered,
            settings.tls().map(tls -> tls(tls, host, http2)),
            settings.credential()));
  }

  /** The TLS of a connection to a host: its name is what the certificate must have. */
  public static TlsIr tls(BackendSettings.Tls tls, String host, boolean http2) {
    List<String> alpn = tls.alpn().isEmpty() ? List.of(http2 ? "h2" : "http/1.1") : tls.alpn();
    return new TlsIr(
        tls.serverName().orElse(isIpAddress(host) ? "" : host), tls.caPem(), tls.verify(), alpn);
  }

  private static boolean isIpAddress(String host) {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException name) {
      return false;
    }
  }
}
