package dev.agentgateway.controlplane.translation.gateway;

import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.Conditions;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayClassStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParametersReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The GatewayClasses whose controller we are. */
public final class GatewayClasses {

  /**
   * Optional parts of Gateway API that work, by the names of its conformance suite, ascending.
   *
   * @see <a href="https://gateway-api.sigs.k8s.io/geps/gep-2162/">GEP-2162</a>
   */
  static final List<String> SUPPORTED_FEATURES =
      List.of(
          "Gateway",
          "GatewayHTTPListenerIsolation",
          "GatewayPort8080",
          "GatewayStaticAddresses",
          "HTTPRoute",
          "HTTPRoute303RedirectStatusCode",
          "HTTPRoute307RedirectStatusCode",
          "HTTPRoute308RedirectStatusCode",
          "HTTPRouteBackendRequestHeaderModification",
          "HTTPRouteBackendTimeout",
          "HTTPRouteDestinationPortMatching",
          "HTTPRouteHostRewrite",
          "HTTPRouteMethodMatching",
          "HTTPRouteNamedRouteRule",
          "HTTPRouteParentRefPort",
          "HTTPRoutePathRedirect",
          "HTTPRoutePathRewrite",
          "HTTPRoutePortRedirect",
          "HTTPRouteQueryParamMatching",
          "HTTPRouteRequestTimeout",
          "HTTPRouteResponseHeaderModification",
          "HTTPRouteRetry",
          "HTTPRouteRetryBackendTimeout",
          "HTTPRouteSchemeRedirect",
          "ReferenceGrant");

  private final Set<String> own = new HashSet<>();
  private final List<GatewayClassStatus> statuses = new ArrayList<>();

  private GatewayClasses() {}

  /** The classes of a state that name the controller. */
  public static GatewayClasses of(DesiredState state, String controllerName) {
    GatewayClasses classes = new GatewayClasses();
    for (GatewayClass each : state.gatewayClasses()) {
      if (each.getSpec() != null && controllerName.equals(each.getSpec().getControllerName())) {
        classes.own.add(each.getMetadata().getName());
        classes.statuses.add(status(each, state));
      }
    }
    return classes;
  }

  /** Whether a Gateway is of one of the classes. */
  public boolean own(Gateway gateway) {
    return own.contains(gateway.getSpec().getGatewayClassName());
  }

  /** Statuses of the classes. */
  public List<GatewayClassStatus> statuses() {
    return statuses;
  }

  private static GatewayClassStatus status(GatewayClass gatewayClass, DesiredState state) {
    Conditions conditions = Conditions.about(gatewayClass);
    Condition accepted =
        missingParameters(gatewayClass, state)
            .map(why -> conditions.fails("Accepted", "InvalidParameters", why))
            .orElseGet(() -> conditions.holds("Accepted", "Accepted", "GatewayClass is accepted"));
    return new GatewayClassStatus(
        new ObjectRef("GatewayClass", "", gatewayClass.getMetadata().getName()),
        List.of(
            accepted,
            conditions.holds(
                "SupportedVersion", "SupportedVersion", "Gateway API v1 is supported")),
        SUPPORTED_FEATURES);
  }

  private static Optional<String> missingParameters(GatewayClass gatewayClass, DesiredState state) {
    ParametersReference ref = gatewayClass.getSpec().getParametersRef();
    if (ref == null) {
      return Optional.empty();
    }
    String namespace = Objects.requireNonNullElse(ref.getNamespace(), "");
    boolean found =
        "agentgateway.dev".equals(ref.getGroup())
            && "AgentgatewayParameters".equals(ref.getKind())
            && state.object(new ObjectRef(ref.getKind(), namespace, ref.getName())).isPresent();
    return found
        ? Optional.empty()
        : Optional.of(
            "parametersRef: %s/%s %s/%s not found (expected: agentgateway.dev/AgentgatewayParameters)"
                .formatted(ref.getGroup(), ref.getKind(), namespace, ref.getName()));
  }
}
