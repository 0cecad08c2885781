package dev.agentgateway.controlplane.ir;

import java.util.List;
import java.util.Optional;

/**
 * A backend.
 *
 * @param name xDS resource name, see {@code api/README.md}
 * @param backend KIND/NAMESPACE/NAME[/PORT] of the object behind it, for telemetry
 * @param source where its endpoints come from
 * @param tls empty: plaintext
 * @param http2 whether it is spoken to in HTTP/2 (an OTLP/gRPC collector)
 */
public record ClusterIr(
    String name, String backend, SourceIr source, Optional<TlsIr> tls, boolean http2) {

  /** Where endpoints come from. */
  public sealed interface SourceIr {
    /** The {@link EndpointsIr} of the cluster's name. */
    record Discovered() implements SourceIr {}

    /** A host name that the proxy resolves, or an IP address. */
    record Host(String host, int port) implements SourceIr {}
  }

  /**
   * TLS towards a backend.
   *
   * @param serverName SNI and certificate name; empty for an IP address
   * @param caPem empty: the system's trust
   * @param verify false only where a policy asks for no verification
   */
  public record TlsIr(
      String serverName, Optional<String> caPem, boolean verify, List<String> alpn) {
    public TlsIr {
      alpn = List.copyOf(alpn);
    }
  }
}
