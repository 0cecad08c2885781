package dev.agentgateway.dataplane.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A group of endpoints that answer the same requests.
 *
 * @param name xDS resource name
 * @param backend KIND/NAMESPACE/NAME[/PORT] of the object behind it, for telemetry; may be empty
 * @param endpoints where they come from
 * @param connectTimeout default 5 s
 * @param tls how connections are secured; empty: plaintext
 * @param version xDS version of the Cluster
 */
public record ClusterConfig(
    String name,
    String backend,
    EndpointSource endpoints,
    Duration connectTimeout,
    Optional<TlsConfig> tls,
    String version) {

  /** Where a cluster's endpoints come from. */
  public sealed interface EndpointSource {
    /** A cluster load assignment of its own. */
    record Eds(String serviceName) implements EndpointSource {}

    /** Written in the cluster. */
    record Fixed(List<EndpointsConfig.Endpoint> endpoints) implements EndpointSource {
      public Fixed {
        endpoints = List.copyOf(endpoints);
      }
    }

    /** Addresses that a host name resolves to, looked up again when they expire. */
    record Dns(String host, int port) implements EndpointSource {}
  }

  /**
   * TLS towards an upstream.
   *
   * @param serverName SNI and the name that the certificate must have; empty: neither
   * @param trustedCa PEM bundle; empty: the system's trust
   * @param verify false only where a policy asks for no verification
   * @param alpn protocols offered, most wanted first
   */
  public record TlsConfig(
      String serverName, Optional<String> trustedCa, boolean verify, List<String> alpn) {
    public TlsConfig {
      alpn = List.copyOf(alpn);
    }
  }
}
