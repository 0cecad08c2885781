package dev.agentgateway.controlplane.ir;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One port of a Gateway.
 *
 * @param port 1 to 65535
 * @param addresses IP addresses to bind; empty: all
 * @param listeners the valid listeners of the port, all of one protocol
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
   * @param tls empty: plaintext
   */
  public record ListenerIr(String name, String hostname, Optional<TlsIr> tls) {
    /** One that is spoken to in plaintext. */
    public ListenerIr(String name, String hostname) {
      this(name, hostname, Optional.empty());
    }
  }

  /**
   * TLS that a listener terminates.
   *
   * @param certificates names of {@link SecretIr.Certificate}s, at least one; one that is not among
   *     the Gateway's secrets cannot be used today, and who has an earlier version may go on with
   *     it
   */
  public record TlsIr(List<String> certificates) {
    public TlsIr {
      certificates = List.copyOf(certificates);
      if (certificates.isEmpty()) {
        throw new IllegalArgumentException("certificates: none (expected: at least one)");
      }
    }
  }

  /** Whether TLS is spoken on the port: on all its listeners or on none. */
  public boolean isTls() {
    return listeners.stream().anyMatch(listener -> listener.tls().isPresent());
  }
}
