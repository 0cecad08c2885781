package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.controlplane.ir.ClusterIr;
import dev.agentgateway.controlplane.ir.ClusterIr.SourceIr;
import dev.agentgateway.controlplane.ir.ClusterIr.TlsIr;
import java.util.Optional;

/**
 * A backend, found.
 *
 * @param suffix of its cluster's name when a route uses it, for example {@code
 *     service/NAMESPACE/NAME/PORT}
 * @param backend KIND/NAMESPACE/NAME[/PORT], for telemetry
 * @param host what a request is addressed to: the Service's DNS name or the host as written
 * @param port beside {@code host}
 * @param discovered where endpoints are looked up; empty: the proxy resolves {@code host}
 * @param tls empty: plaintext
 * @param credential sent with every request; empty: none
 */
public record BackendTarget(
    String suffix,
    String backend,
    String host,
    int port,
    Optional<PortRef> discovered,
    Optional<TlsIr> tls,
    Optional<Credential> credential) {

  /** Name of the cluster that routes of a Gateway use. */
  public String clusterName(String gatewayId) {
    return gatewayId + "/" + suffix;
  }

  /** HOST:PORT. */
  public String authority() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  /** Its cluster. */
  public ClusterIr cluster(String name, boolean http2) {
    SourceIr source =
        discovered.isPresent() ? new SourceIr.Discovered() : new SourceIr.Host(host, port);
    return new ClusterIr(name, backend, source, tls, http2);
  }
}
