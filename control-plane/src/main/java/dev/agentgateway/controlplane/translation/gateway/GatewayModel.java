package dev.agentgateway.controlplane.translation.gateway;

import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayAddress;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Map;

/**
 * A Gateway of ours, checked.
 *
 * @param ref names it
 * @param metadata of the object
 * @param listeners in the order of the spec
 * @param bindAddresses IP addresses to listen on; empty: all
 * @param bindable whether there is an address to listen on
 * @param conditions of its status
 * @param addresses of its status
 */
public record GatewayModel(
    ObjectRef ref,
    ObjectMeta metadata,
    List<ListenerModel> listeners,
    List<String> bindAddresses,
    boolean bindable,
    List<Condition> conditions,
    List<GatewayAddress> addresses) {

  public GatewayModel {
    listeners = List.copyOf(listeners);
    bindAddresses = List.copyOf(bindAddresses);
    conditions = List.copyOf(conditions);
    addresses = List.copyOf(addresses);
  }

  /** NAMESPACE/NAME. */
  public String id() {
    return ref.namespace() + "/" + ref.name();
  }

  /** Listeners that the proxy is told of. */
  public List<ListenerModel> servedListeners() {
    return bindable ? listeners.stream().filter(ListenerModel::serves).toList() : List.of();
  }

  /**
   * Its status.
   *
   * @param attachedRoutes accepted routes by listener name
   */
  public GatewayStatus status(Map<String, Integer> attachedRoutes) {
    return new GatewayStatus(
        ref,
        conditions,
        addresses,
        listeners.stream()
            .map(listener -> listener.status(attached(listener, attachedRoutes), bindable))
            .toList());
  }

  private static int attached(ListenerModel listener, Map<String, Integer> attachedRoutes) {
    return attachedRoutes.getOrDefault(listener.name(), 0);
  }
}
