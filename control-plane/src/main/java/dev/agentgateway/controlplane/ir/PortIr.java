package dev.agentgateway.controlplane.ir;

import java.util.List;
import java.util.Map;

/**
 * One port of a Gateway.
 *
 * @param port 1 to 65535
 * @param addresses IP addresses to bind; empty: all
 * @param listeners the valid listeners of the port
 * @param virtualHosts one per listener, HTTPRoute and hostname, and a catch-all per listener
 * @param policies frontend policies by listener name; the empty key: Gateway or port
 */
public record PortIr(
    int port,
    List<String> addresses,
    List<ListenerIr> listeners,
    List<VirtualHostIr> virtualHosts,
    Map<String, FrontendPolicyIr> policies) {

  public PortIr {
    addresses = List.copyOf(addresses);
    listeners = List.copyOf(listeners);
    virtualHosts = List.copyOf(virtualHosts);
    policies = Map.copyOf(policies);
  }

  /**
   * A listener of the Gateway.
   *
   * @param hostname {@code *} for every host, {@code *.suffix} or a host name, lower case
   */
  public record ListenerIr(String name, String hostname) {}
}
