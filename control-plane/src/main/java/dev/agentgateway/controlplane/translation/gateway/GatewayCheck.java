package dev.agentgateway.controlplane.translation.gateway;

import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.Conditions;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayAddress;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewaySpecAddress;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.LocalParametersReference;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** Checks one Gateway. */
public final class GatewayCheck {

  private static final String IP_ADDRESS = "IPAddress";

  private final Gateway gateway;
  private final Conditions conditions;
  private final List<String> usable = new ArrayList<>();
  private final List<String> unusable = new ArrayList<>();
  private final List<String> unsupported = new ArrayList<>();
  private boolean anyAddress;

  private GatewayCheck(Gateway gateway) {
    this.gateway = gateway;
    this.conditions = Conditions.about(gateway);
  }

  /**
   * Checks a Gateway.
   *
   * @param given where the Gateway is reached if it asks for no address
   * @param certificates finds what listeners refer to
   * @param exists whether an object is there
   */
  public static GatewayModel check(
      Gateway gateway,
      GivenAddresses given,
      ListenerCertificates certificates,
      Predicate<ObjectRef> exists) {
    return new GatewayCheck(gateway).model(given, certificates, exists);
  }

  private GatewayModel model(
      GivenAddresses given, ListenerCertificates certificates, Predicate<ObjectRef> exists) {
    String namespace = gateway.getMetadata().getNamespace();
    List<ListenerModel> listeners = new ListenerCheck(gateway, certificates, conditions).models();
    sortAddresses();
    Condition accepted = accepted(listeners, missingParameters(exists));
    boolean bindable = unsupported.isEmpty() && (anyAddress || !usable.isEmpty());
    List<GatewayAddress> reported =
        usable.isEmpty()
            ? given.known()
            : usable.stream().map(ip -> new GatewayAddress(IP_ADDRESS, ip)).toList();
    return new GatewayModel(
        new ObjectRef("Gateway", namespace, gateway.getMetadata().getName()),
        gateway.getMetadata(),
        listeners,
        anyAddress || given.provisioned() ? List.of() : usable,
        bindable,
        List.of(accepted, programmed(accepted, listeners, given)),
        bindable ? reported : List.of());
  }

  private void sortAddresses() {
    List<GatewaySpecAddress> wanted = gateway.getSpec().getAddresses();
    anyAddress = wanted == null || wanted.isEmpty();
    for (GatewaySpecAddress address : wanted == null ? List.<GatewaySpecAddress>of() : wanted) {
      String value = Objects.requireNonNullElse(address.getValue(), "");
      String type = Objects.requireNonNullElse(address.getType(), IP_ADDRESS);
      if (!type.equals(IP_ADDRESS)) {
        unsupported.add(type + " " + value);
      } else if (value.isEmpty()) {
        anyAddress = true;
      } else if (isIpAddress(value)) {
        usable.add(value);
      } else {
        unusable.add(value);
      }
    }
  }

  private Condition accepted(List<ListenerModel> listeners, Optional<String> missingParameters) {
    if (!unsupported.isEmpty()) {
      return conditions.fails(
          "Accepted",
          "UnsupportedAddress",
          "spec.addresses: "
              + String.join(", ", unsupported)
              + " not supported (expected: type IPAddress)");
    }
    if (missingParameters.isPresent()) {
      return conditions.fails("Accepted", "InvalidParameters", missingParameters.get());
    }
    List<String> invalid =
        listeners.stream().filter(l -> !isAccepted(l)).map(ListenerModel::name).toList();
    if (invalid.isEmpty()) {
      return conditions.holds("Accepted", "Accepted", "Gateway is accepted");
    }
    String message = "Not accepted listeners: " + String.join(", ", invalid);
    return invalid.size() < listeners.size()
        ? conditions.holds("Accepted", "ListenersNotValid", message)
        : conditions.fails("Accepted", "ListenersNotValid", message);
  }

  private Condition programmed(
      Condition accepted, List<ListenerModel> listeners, GivenAddresses given) {
    if (!unusable.isEmpty()) {
      return conditions.fails(
          "Programmed",
          "AddressNotUsable",
          "spec.addresses: " + String.join(", ", unusable) + " (expected: an IP address)");
    }
    if (accepted.status() == Condition.Status.FALSE) {
      return conditions.fails("Programmed", "Invalid", accepted.message());
    }
    if (usable.isEmpty() && given.awaited().isPresent()) {
      return conditions.fails("Programmed", "AddressNotAssigned", given.awaited().get());
    }
    return listeners.stream().anyMatch(ListenerModel::programmed)
        ? conditions.holds("Programmed", "Programmed", "Gateway is programmed")
        : conditions.fails("Programmed", "Invalid", "No listener can take routes");
  }

  /** What is wrong with {@code infrastructure.parametersRef}. */
  private Optional<String> missingParameters(Predicate<ObjectRef> exists) {
    if (gateway.getSpec().getInfrastructure() == null
        || gateway.getSpec().getInfrastructure().getParametersRef() == null) {
      return Optional.empty();
    }
    LocalParametersReference ref = gateway.getSpec().getInfrastructure().getParametersRef();
    if (!"agentgateway.dev".equals(ref.getGroup())
        || !"AgentgatewayParameters".equals(ref.getKind())) {
      return Optional.of(
          "infrastructure.parametersRef: "
              + ref.getGroup()
              + "/"
              + ref.getKind()
              + " (expected: agentgateway.dev/AgentgatewayParameters)");
    }
    String namespace = gateway.getMetadata().getNamespace();
    return exists.test(new ObjectRef(ref.getKind(), namespace, ref.getName()))
        ? Optional.empty()
        : Optional.of(
            "infrastructure.parametersRef: AgentgatewayParameters "
                + namespace
                + "/"
                + ref.getName()
                + " not found");
  }

  private static boolean isAccepted(ListenerModel listener) {
    return listener.conditions().stream()
        .noneMatch(c -> c.type().equals("Accepted") && c.status() == Condition.Status.FALSE);
  }

  private static boolean isIpAddress(String text) {
    try {
      return !InetAddress.ofLiteral(text).isMulticastAddress();
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }
}
