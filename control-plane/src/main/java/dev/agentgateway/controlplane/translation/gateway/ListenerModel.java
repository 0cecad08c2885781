package dev.agentgateway.controlplane.translation.gateway;

import dev.agentgateway.controlplane.ir.PortIr.ListenerIr;
import dev.agentgateway.controlplane.ir.SecretIr;
import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.Conditions;
import dev.agentgateway.controlplane.translation.ObjectStatus.ListenerStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.RouteKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A listener of a Gateway, checked.
 *
 * @param hostname see {@link Hostnames}
 * @param serves whether the proxy is told of it
 * @param programmed whether a proxy can serve it
 * @param tls empty: plaintext
 * @param supportedKinds kinds of routes that may attach
 * @param namespaces where they may come from
 * @param conditions of its status
 */
public record ListenerModel(
    String name,
    int port,
    String hostname,
    boolean serves,
    boolean programmed,
    Optional<ListenerTls> tls,
    List<RouteKind> supportedKinds,
    NamespaceRule namespaces,
    List<Condition> conditions) {

  public ListenerModel {
    supportedKinds = List.copyOf(supportedKinds);
    conditions = List.copyOf(conditions);
  }

  /** Whether an HTTPRoute of a namespace may attach. */
  boolean admitsHttpRoute(String namespace, Map<String, String> namespaceLabels) {
    return supportedKinds.contains(ListenerCheck.HTTP_ROUTE)
        && namespaces.admits(namespace, namespaceLabels);
  }

  /**
   * Its status once the routes are counted.
   *
   * @param bindable whether the Gateway has an address to listen on
   */
  ListenerStatus status(int attachedRoutes, boolean bindable) {
    return new ListenerStatus(
        name,
        supportedKinds,
        attachedRoutes,
        bindable ? conditions : conditions.stream().map(ListenerModel::unbound).toList());
  }

  private static Condition unbound(Condition condition) {
    return condition.type().equals("Programmed") && condition.status() == Condition.Status.TRUE
        ? new Conditions(condition.observedGeneration())
            .fails("Programmed", "Invalid", "The Gateway has no usable address")
        : condition;
  }

  /** What the proxy is told. */
  public ListenerIr ir(String gatewayId) {
    return new ListenerIr(name, hostname, tls.flatMap(each -> each.ir(gatewayId)));
  }

  /** What of it has no effect, for people. */
  public Optional<String> note() {
    return tls.flatMap(ListenerTls::note).map(what -> "listener " + name + ": " + what);
  }

  /** What it proves with who it is. */
  public List<SecretIr> secrets(String gatewayId) {
    return tls.map(each -> each.secrets(gatewayId)).orElse(List.of());
  }
}
