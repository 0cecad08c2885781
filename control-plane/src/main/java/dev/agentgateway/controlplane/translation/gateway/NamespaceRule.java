package dev.agentgateway.controlplane.translation.gateway;

import dev.agentgateway.controlplane.translation.reference.Labels;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.AllowedRoutes;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteNamespaces;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Namespaces that a listener takes routes from. */
public sealed interface NamespaceRule {

  /**
   * Whether routes of a namespace are taken.
   *
   * @param labels of the namespace
   */
  boolean admits(String namespace, Map<String, String> labels);

  /** What the listener says, {@code Same} unless told. */
  static NamespaceRule of(@Nullable AllowedRoutes allowed, String gatewayNamespace) {
    RouteNamespaces namespaces = allowed == null ? null : allowed.getNamespaces();
    String from =
        namespaces == null || namespaces.getFrom() == null ? "Same" : namespaces.getFrom();
    return switch (from) {
      case "All" -> new All();
      case "Same" -> new Same(gatewayNamespace);
      case "Selector" ->
          namespaces == null || namespaces.getSelector() == null
              ? new Nowhere()
              : new Selected(namespaces.getSelector());
      default -> new Nowhere();
    };
  }

  /** Every namespace. */
  record All() implements NamespaceRule {
    @Override
    public boolean admits(String namespace, Map<String, String> labels) {
      return true;
    }
  }

  /** The Gateway's own. */
  record Same(String gatewayNamespace) implements NamespaceRule {
    @Override
    public boolean admits(String namespace, Map<String, String> labels) {
      return namespace.equals(gatewayNamespace);
    }
  }

  /** None: what was written is not understood. */
  record Nowhere() implements NamespaceRule {
    @Override
    public boolean admits(String namespace, Map<String, String> labels) {
      return false;
    }
  }

  /** Namespaces whose labels match. */
  record Selected(LabelSelector selector) implements NamespaceRule {
    @Override
    public boolean admits(String namespace, Map<String, String> labels) {
      return Labels.match(selector, labels);
    }
  }
}
