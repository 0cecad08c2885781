package dev.agentgateway.controlplane.translation.gateway;

import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.Conditions;
import dev.agentgateway.controlplane.translation.ObjectStatus.RouteKind;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewaySpec;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteGroupKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Checks the listeners of one Gateway, alone and against each other. */
final class ListenerCheck {

  static final RouteKind HTTP_ROUTE = new RouteKind("gateway.networking.k8s.io", "HTTPRoute");

  private static final String ACCEPTED = "Listener is accepted";

  private final String namespace;
  private final GatewaySpec gateway;
  private final List<Listener> listeners;
  private final ListenerCertificates certificates;
  private final Conditions conditions;

  /**
   * @param certificates finds what listeners refer to
   * @param conditions makes conditions of the Gateway's generation
   */
  ListenerCheck(Gateway gateway, ListenerCertificates certificates, Conditions conditions) {
    this.namespace = gateway.getMetadata().getNamespace();
    this.gateway = gateway.getSpec();
    this.listeners = gateway.getSpec().getListeners();
    this.certificates = certificates;
    this.conditions = conditions;
  }

  List<ListenerModel> models() {
    return listeners.stream().map(this::model).toList();
  }

  private ListenerModel model(Listener listener) {
    Fault fault = fault(listener);
    boolean http = speaksHttp(listener);
    List<RouteKind> kinds = http ? kinds(listener) : List.of();
    boolean kindsValid = !http || kindsAreValid(listener);
    Optional<ListenerTls> tls =
        isHttps(listener)
            ? Optional.of(certificates.resolve(listener.getTls(), namespace))
            : Optional.empty();
    boolean serves =
        fault == Fault.NONE
            && !kinds.isEmpty()
            && tls.map(each -> !each.certificates().isEmpty()).orElse(true);
    boolean programmed = serves && tls.map(ListenerTls::isUsable).orElse(true);
    Optional<ListenerTls.Fault> unresolved = tls.flatMap(ListenerTls::fault);
    List<Condition> found = new ArrayList<>();
    found.add(accepted(listener, fault, tls.flatMap(ListenerTls::note)));
    if (fault == Fault.HOSTNAME_CONFLICT || fault == Fault.PROTOCOL_CONFLICT) {
      found.add(conditions.holds("Conflicted", fault.reason, message(listener, fault)));
    }
    found.add(
        programmed
            ? conditions.holds("Programmed", "Programmed", "Listener is programmed")
            : notProgrammed(listener, fault, kinds.isEmpty() ? Optional.empty() : unresolved));
    found.add(resolved(listener, kindsValid, unresolved));
    return new ListenerModel(
        listener.getName(),
        listener.getPort(),
        Hostnames.normalise(listener.getHostname()),
        serves,
        programmed,
        tls,
        kinds,
        NamespaceRule.of(listener.getAllowedRoutes(), namespace),
        found);
  }

  private Condition accepted(Listener listener, Fault fault, Optional<String> note) {
    return fault == Fault.NONE
        ? conditions.holds(
            "Accepted", "Accepted", note.map(what -> ACCEPTED + "; " + what).orElse(ACCEPTED))
        : conditions.fails("Accepted", fault.reason, message(listener, fault));
  }

  private Condition notProgrammed(
      Listener listener, Fault fault, Optional<ListenerTls.Fault> unresolved) {
    return switch (fault) {
      case HOSTNAME_CONFLICT, PROTOCOL_CONFLICT ->
          conditions.fails("Programmed", fault.reason, message(listener, fault));
      case UNSUPPORTED_PROTOCOL, UNSUPPORTED_MODE, CLIENT_VALIDATION ->
          conditions.fails("Programmed", "Invalid", message(listener, fault));
      case NONE ->
          conditions.fails(
              "Programmed",
              "Invalid",
              unresolved.map(ListenerTls.Fault::message).orElseGet(() -> invalidKinds(listener)));
    };
  }

  private Condition resolved(
      Listener listener, boolean kindsValid, Optional<ListenerTls.Fault> unresolved) {
    if (unresolved.isPresent()) {
      return conditions.fails(
          "ResolvedRefs",
          unresolved.get().reason(),
          kindsValid
              ? unresolved.get().message()
              : unresolved.get().message() + "; " + invalidKinds(listener));
    }
    return kindsValid
        ? conditions.holds("ResolvedRefs", "ResolvedRefs", "All references are resolved")
        : conditions.fails("ResolvedRefs", "InvalidRouteKinds", invalidKinds(listener));
  }

  private Fault fault(Listener listener) {
    Transport transport = Transport.of(listener.getProtocol());
    boolean sameHost = false;
    for (Listener other : listeners) {
      if (other.getName().equals(listener.getName())
          || !Objects.equals(other.getPort(), listener.getPort())) {
        continue;
      }
      Transport others = Transport.of(other.getProtocol());
      if (transport.conflicts(others)) {
        return Fault.PROTOCOL_CONFLICT;
      }
      sameHost |=
          transport == others
              && transport != Transport.UNKNOWN
              && Hostnames.normalise(other.getHostname())
                  .equals(Hostnames.normalise(listener.getHostname()));
    }
    if (sameHost) {
      return Fault.HOSTNAME_CONFLICT;
    }
    if (!speaksHttp(listener)) {
      return Fault.UNSUPPORTED_PROTOCOL;
    }
    if (!isHttps(listener)) {
      return Fault.NONE;
    }
    if (listener.getTls() != null && "Passthrough".equals(listener.getTls().getMode())) {
      return Fault.UNSUPPORTED_MODE;
    }
    return ClientValidation.demandedBy(gateway, listener).isPresent()
        ? Fault.CLIENT_VALIDATION
        : Fault.NONE;
  }

  private static boolean speaksHttp(Listener listener) {
    return "HTTP".equals(listener.getProtocol()) || isHttps(listener);
  }

  private static boolean isHttps(Listener listener) {
    return "HTTPS".equals(listener.getProtocol());
  }

  private String message(Listener listener, Fault fault) {
    return switch (fault) {
      case NONE -> "";
      case UNSUPPORTED_PROTOCOL ->
          "Protocol " + listener.getProtocol() + " is not supported yet (expected: HTTP or HTTPS)";
      case UNSUPPORTED_MODE -> "tls.mode: Passthrough with protocol HTTPS (expected: Terminate)";
      case CLIENT_VALIDATION ->
          ClientValidation.demandedBy(gateway, listener).orElse("")
              + ": certificates of clients are not verified yet, so nothing is served";
      case PROTOCOL_CONFLICT ->
          "Port "
              + listener.getPort()
              + " is also used with another protocol than "
              + listener.getProtocol();
      case HOSTNAME_CONFLICT ->
          "Another listener of port "
              + listener.getPort()
              + " has the same hostname "
              + Hostnames.normalise(listener.getHostname());
    };
  }

  private static List<RouteKind> kinds(Listener listener) {
    List<RouteGroupKind> written = writtenKinds(listener);
    return written.isEmpty() || written.stream().anyMatch(ListenerCheck::isHttpRoute)
        ? List.of(HTTP_ROUTE)
        : List.of();
  }

  private static boolean kindsAreValid(Listener listener) {
    return writtenKinds(listener).stream().allMatch(ListenerCheck::isHttpRoute);
  }

  private static String invalidKinds(Listener listener) {
    List<String> invalid =
        writtenKinds(listener).stream()
            .filter(kind -> !isHttpRoute(kind))
            .map(kind -> group(kind) + "/" + kind.getKind())
            .toList();
    return "allowedRoutes.kinds: "
        + String.join(", ", invalid)
        + " not supported (expected: "
        + HTTP_ROUTE.group()
        + "/"
        + HTTP_ROUTE.kind()
        + ")";
  }

  private static List<RouteGroupKind> writtenKinds(Listener listener) {
    return listener.getAllowedRoutes() == null || listener.getAllowedRoutes().getKinds() == null
        ? List.of()
        : listener.getAllowedRoutes().getKinds();
  }

  private static boolean isHttpRoute(RouteGroupKind kind) {
    return group(kind).equals(HTTP_ROUTE.group()) && HTTP_ROUTE.kind().equals(kind.getKind());
  }

  private static String group(RouteGroupKind kind) {
    return Objects.requireNonNullElse(kind.getGroup(), HTTP_ROUTE.group());
  }

  /** Why a listener is not accepted. */
  private enum Fault {
    NONE("Accepted"),
    UNSUPPORTED_PROTOCOL("UnsupportedProtocol"),
    UNSUPPORTED_MODE("UnsupportedValue"),
    CLIENT_VALIDATION("UnsupportedValue"),
    PROTOCOL_CONFLICT("ProtocolConflict"),
    HOSTNAME_CONFLICT("HostnameConflict");

    private final String reason;

    Fault(String reason) {
      this.reason = reason;
    }
  }

  /** What a protocol speaks on a port. */
  private enum Transport {
    HTTP,
    TLS,
    TCP,
    UDP,
    UNKNOWN;

    static Transport of(String protocol) {
      return switch (protocol) {
        case "HTTP" -> HTTP;
        case "HTTPS", "TLS" -> TLS;
        case "TCP" -> TCP;
        case "UDP" -> UDP;
        default -> UNKNOWN;
      };
    }

    /** UDP shares a port number with the others; of unknown protocols nothing can be said. */
    boolean conflicts(Transport other) {
      return this != other && this != UDP && other != UDP && this != UNKNOWN && other != UNKNOWN;
    }
  }
}
