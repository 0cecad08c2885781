package dev.agentgateway.controlplane.translation.gateway;

import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayAddress;
import dev.agentgateway.controlplane.translation.TranslationOptions;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import java.util.List;
import java.util.Optional;

/**
 * Where a Gateway that asks for no address is reached.
 *
 * @param awaited what is waited for; empty: nothing
 * @param provisioned whether its proxies are pods, which have no address but their own
 */
public record GivenAddresses(
    List<GatewayAddress> known, Optional<String> awaited, boolean provisioned) {

  private static final String NONE = "None";

  public GivenAddresses {
    known = List.copyOf(known);
  }

  /** The addresses of its Service where it is provisioned, else those of the options. */
  public static GivenAddresses of(Gateway gateway, DesiredState state, TranslationOptions options) {
    if (!options.gatewayAddresses().isEmpty() || !options.provisions()) {
      return new GivenAddresses(
          options.gatewayAddresses().stream().map(GivenAddresses::ip).toList(),
          Optional.empty(),
          options.provisions());
    }
    return state.in(Service.class, gateway.getMetadata().getNamespace()).stream()
        .filter(service -> isOwned(service, gateway))
        .findFirst()
        .map(GivenAddresses::of)
        .orElseGet(
            () -> new GivenAddresses(List.of(), Optional.of("Its Service is not there yet"), true));
  }

  private static GivenAddresses of(Service service) {
    String clusterIp = service.getSpec().getClusterIP();
    if (!"LoadBalancer".equals(service.getSpec().getType())) {
      boolean none = clusterIp == null || clusterIp.equals(NONE);
      return new GivenAddresses(none ? List.of() : List.of(ip(clusterIp)), Optional.empty(), true);
    }
    List<GatewayAddress> assigned =
        service.getStatus() == null || service.getStatus().getLoadBalancer() == null
            ? List.of()
            : service.getStatus().getLoadBalancer().getIngress().stream()
                .map(GivenAddresses::address)
                .toList();
    return new GivenAddresses(
        assigned,
        assigned.isEmpty()
            ? Optional.of(
                "Service %s of type LoadBalancer has no address yet"
                    .formatted(service.getMetadata().getName()))
            : Optional.empty(),
        true);
  }

  private static GatewayAddress address(LoadBalancerIngress ingress) {
    return ingress.getIp() == null
        ? new GatewayAddress("Hostname", ingress.getHostname())
        : ip(ingress.getIp());
  }

  private static GatewayAddress ip(String address) {
    return new GatewayAddress("IPAddress", address);
  }

  private static boolean isOwned(Service service, Gateway gateway) {
    return service.getMetadata().getOwnerReferences().stream()
        .anyMatch(
            owner ->
                owner.getKind().equals("Gateway")
                    && owner.getUid().equals(gateway.getMetadata().getUid()));
  }
}
