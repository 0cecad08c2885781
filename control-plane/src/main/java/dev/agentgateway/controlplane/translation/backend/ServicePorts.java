package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.controlplane.state.DesiredState;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Finds ports of Services. */
final class ServicePorts {

  /** {@code appProtocol}s that the proxy does not speak to a backend. */
  private static final String H2C = "kubernetes.io/h2c";

  private static final Set<String> UNSPOKEN = Set.of(H2C, "kubernetes.io/ws", "kubernetes.io/wss");

  private final DesiredState state;

  ServicePorts(DesiredState state) {
    this.state = state;
  }

  /** What a name and number lead to. */
  sealed interface Lookup {
    /**
     * A port.
     *
     * @param name empty where it has none
     * @param appProtocol empty where it has none
     */
    record Found(Service service, int number, String name, String appProtocol) implements Lookup {

      /** NAMESPACE/NAME. */
      String id() {
        return service.getMetadata().getNamespace() + "/" + service.getMetadata().getName();
      }

      String host() {
        return isExternal(service)
            ? service.getSpec().getExternalName()
            : service.getMetadata().getName()
                + "."
                + service.getMetadata().getNamespace()
                + ".svc.cluster.local";
      }

      /** Where its endpoints are looked up; empty: its host is resolved. */
      Optional<PortRef> discovered() {
        return isExternal(service)
            ? Optional.empty()
            : Optional.of(
                new PortRef(
                    service.getMetadata().getNamespace(), service.getMetadata().getName(), name));
      }
    }

    /** None that can be used. */
    record Missing(String reason, String message) implements Lookup {}
  }

  /** A port of a Service that HTTP/1.1 is spoken to. */
  Lookup find(String namespace, String name, Optional<Integer> port) {
    return find(namespace, name, port, false);
  }

  /**
   * A port of a Service.
   *
   * @param http2 whether HTTP/2 is spoken to it, else HTTP/1.1
   */
  Lookup find(String namespace, String name, Optional<Integer> port, boolean http2) {
    String id = namespace + "/" + name;
    Optional<Service> found = state.service(namespace, name);
    if (found.isEmpty()) {
      return new Lookup.Missing("BackendNotFound", "unable to find the Service " + id);
    }
    if (port.isEmpty()) {
      return new Lookup.Missing(
          "UnsupportedValue", "backendRef " + id + ": port is required for Service targets");
    }
    Service service = found.get();
    int number = port.get();
    Optional<ServicePort> declared =
        ports(service).stream()
            .filter(candidate -> Objects.equals(candidate.getPort(), number))
            .findFirst();
    if (declared.isEmpty()) {
      return isExternal(service)
          ? new Lookup.Found(service, number, "", "")
          : new Lookup.Missing("BackendNotFound", "the Service " + id + " has no port " + number);
    }
    return http2 && H2C.equals(declared.get().getAppProtocol())
        ? found(service, declared.get())
        : usable(service, declared.get());
  }

  /** A port of a Service, unless it is one that the proxy does not speak to. */
  static Lookup usable(Service service, ServicePort port) {
    String protocol = Objects.requireNonNullElse(port.getProtocol(), "TCP");
    Lookup.Found found = found(service, port);
    if (!protocol.equals("TCP")) {
      return unspoken(found, "protocol " + protocol);
    }
    return UNSPOKEN.contains(found.appProtocol())
        ? unspoken(found, "appProtocol " + found.appProtocol())
        : found;
  }

  private static Lookup.Found found(Service service, ServicePort port) {
    return new Lookup.Found(
        service,
        port.getPort(),
        Objects.requireNonNullElse(port.getName(), ""),
        Objects.requireNonNullElse(port.getAppProtocol(), ""));
  }

  static Lookup.Missing unspoken(Lookup.Found port, String what) {
    return new Lookup.Missing(
        "UnsupportedProtocol",
        "port "
            + port.number()
            + " of the Service "
            + port.id()
            + ": "
            + what
            + " is not supported yet");
  }

  static List<ServicePort> ports(Service service) {
    return Objects.requireNonNullElse(service.getSpec().getPorts(), List.of());
  }

  private static boolean isExternal(Service service) {
    return "ExternalName".equals(service.getSpec().getType());
  }
}
