package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.controlplane.ir.ActionIr.BackendIr;
import dev.agentgateway.controlplane.ir.ClusterIr;
import dev.agentgateway.controlplane.ir.ClusterIr.SourceIr;
import dev.agentgateway.controlplane.ir.ClusterIr.TlsIr;
import dev.agentgateway.controlplane.ir.ProtocolIr;
import java.util.List;
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
 * @param credential sent with every request; empty: none of ours
 * @param speech what it speaks; of several MCP servers or models, the other components are the
 *     first one's
 */
public record BackendTarget(
    String suffix,
    String backend,
    String host,
    int port,
    Optional<PortRef> discovered,
    Optional<TlsIr> tls,
    Optional<Credential> credential,
    Speech speech) {

  /** The same host, speaking something else. */
  BackendTarget speaking(Speech other) {
    return new BackendTarget(suffix, backend, host, port, discovered, tls, credential, other);
  }

  /** Name of the cluster that routes of a Gateway use. */
  public String clusterName(String gatewayId) {
    return gatewayId + "/" + suffix;
  }

  /** HOST:PORT. */
  public String authority() {
    return bracketed(host) + ":" + port;
  }

  /** HOST:PORT, HOST alone where the port is the scheme's own. */
  String hostHeader() {
    return hostHeader(host, port, tls.isPresent());
  }

  static String hostHeader(String host, int port, boolean secure) {
    return port == (secure ? 443 : 80) ? bracketed(host) : bracketed(host) + ":" + port;
  }

  /** Every target that has a cluster of its own, this one among them. */
  public List<BackendTarget> parts() {
    return switch (speech) {
      case Speech.Alone _ -> List.of(this);
      case Speech.LlmGroups several ->
          several.groups().stream().flatMap(List::stream).map(Speech.LlmProvider::target).toList();
      case Speech.Mcp mcp -> mcp.servers().stream().map(Speech.McpServer::target).toList();
    };
  }

  /** Where a route's share goes. */
  public BackendIr.Cluster routed(String gatewayId) {
    ProtocolIr protocol = speech.ir(gatewayId);
    return new BackendIr.Cluster(
        clusterName(gatewayId),
        protocol,
        switch (protocol) {
          // Every one of them has its own.
          case ProtocolIr.Mcp _, ProtocolIr.LlmGroups _ -> Optional.empty();
          case ProtocolIr.Llm _ -> credential.map(each -> each.ir(gatewayId));
          case ProtocolIr.Http _, ProtocolIr.A2a _ ->
              credential.map(each -> each.at(Credential.BEARER).ir(gatewayId));
        });
  }

  /** The Service whose endpoints it has, {@code Service/NAMESPACE/NAME/PORT}. */
  public Optional<String> service() {
    return discovered.map(ref -> "Service/" + ref.namespace() + "/" + ref.service() + "/" + port);
  }

  /** Its cluster. */
  public ClusterIr cluster(String name, boolean http2) {
    SourceIr source =
        discovered.isPresent() ? new SourceIr.Discovered() : new SourceIr.Host(host, port);
    return new ClusterIr(name, backend, source, tls, http2);
  }

  private static String bracketed(String host) {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }
}
