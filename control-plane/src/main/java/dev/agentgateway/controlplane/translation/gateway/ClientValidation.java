package dev.agentgateway.controlplane.translation.gateway;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.FrontendTLSConfig;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewaySpec;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TLSPortConfig;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether clients of a listener must prove who they are. No proxy can verify that yet.
 *
 * @see <a href="https://gateway-api.sigs.k8s.io/geps/gep-91/">GEP-91</a>
 */
final class ClientValidation {

  /** The field of an earlier version of Gateway API. */
  private static final String OF_LISTENER = "frontendValidation";

  private ClientValidation() {}

  /** The field that demands it; empty: none. */
  static Optional<String> demandedBy(GatewaySpec gateway, Listener listener) {
    // Clients may come to any listener of the port, so what one demands counts for all.
    for (Listener other : gateway.getListeners()) {
      if (Objects.equals(other.getPort(), listener.getPort())
          && other.getTls() != null
          && other.getTls().getAdditionalProperties().containsKey(OF_LISTENER)) {
        return Optional.of("tls." + OF_LISTENER);
      }
    }
    FrontendTLSConfig frontend = gateway.getTls() == null ? null : gateway.getTls().getFrontend();
    if (frontend == null) {
      return Optional.empty();
    }
    // What is said of a port holds there in place of the default.
    List<TLSPortConfig> ports = Objects.requireNonNullElse(frontend.getPerPort(), List.of());
    for (TLSPortConfig port : ports) {
      if (Objects.equals(port.getPort(), listener.getPort())) {
        return port.getTls() == null || port.getTls().getValidation() == null
            ? Optional.empty()
            : Optional.of("spec.tls.frontend.perPort");
      }
    }
    return frontend.getDefault() == null || frontend.getDefault().getValidation() == null
        ? Optional.empty()
        : Optional.of("spec.tls.frontend.default");
  }
}
