package dev.agentgateway.dataplane.xds.decode;

import dev.agentgateway.dataplane.config.ServerTlsConfig;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A filter chain's transport socket to {@link ServerTlsConfig}. What would protect more than the
 * proxy can, such as certificates of clients, is a problem.
 */
final class DownstreamTlsDecoder {
  private static final String HTTP_1_1 = "http/1.1";

  private final Findings findings;

  DownstreamTlsDecoder(Findings findings) {
    this.findings = findings;
  }

  /**
   * The TLS of a chain, or null with a problem.
   *
   * @param name of the chain
   */
  @Nullable ServerTlsConfig decode(FilterChain chain, String name) {
    TransportSocket socket = chain.getTransportSocket();
    List<String> serverNames = serverNames(chain.getFilterChainMatch());
    Duration timeout =
        chain.hasTransportSocketConnectTimeout()
            ? ProtoValues.duration(
                chain.getTransportSocketConnectTimeout(),
                "transport_socket_connect_timeout",
                findings)
            : ServerTlsConfig.HANDSHAKE_TIMEOUT;
    try (Findings.Scope _ = findings.at("transport_socket")) {
      if (!socket.getTypedConfig().is(DownstreamTlsContext.class)) {
        findings.problem(
            "typed_config",
            "'" + socket.getTypedConfig().getTypeUrl() + "' (expected: DownstreamTlsContext)");
        return null;
      }
      DownstreamTlsContext context =
          ProtoValues.unpack(
              socket.getTypedConfig(), DownstreamTlsContext.class, "typed_config", findings);
      if (context == null) {
        return null;
      }
      findings.refuseAllBut(context, Set.of("common_tls_context", "require_client_certificate"));
      if (context.getRequireClientCertificate().getValue()) {
        findings.problem("require_client_certificate", "true (expected: false)");
      }
      CommonTlsContext common = context.getCommonTlsContext();
      try (Findings.Scope _ = findings.at("common_tls_context")) {
        findings.refuseAllBut(
            common,
            Set.of(
                "tls_params", "alpn_protocols", "tls_certificate_sds_secret_configs", "key_log"));
        return new ServerTlsConfig(
            name, serverNames, certificates(common), isOnlyTls13(common.getTlsParams()), timeout);
      }
    }
  }

  private List<String> serverNames(FilterChainMatch match) {
    try (Findings.Scope _ = findings.at("filter_chain_match")) {
      findings.refuseAllBut(match, Set.of("server_names", "transport_protocol"));
      String protocol = match.getTransportProtocol();
      if (!protocol.isEmpty() && !protocol.equals("tls")) {
        findings.problem("transport_protocol", "'" + protocol + "' (expected: tls)");
      }
    }
    return match.getServerNamesList().stream().map(n -> n.toLowerCase(Locale.ROOT)).toList();
  }

  private List<String> certificates(CommonTlsContext common) {
    if (!common.getAlpnProtocolsList().isEmpty()
        && !common.getAlpnProtocolsList().contains(HTTP_1_1)) {
      findings.problem(
          "alpn_protocols", common.getAlpnProtocolsList() + " (expected: " + HTTP_1_1 + ")");
    }
    List<String> names = new ArrayList<>();
    for (SdsSecretConfig secret : common.getTlsCertificateSdsSecretConfigsList()) {
      String field = "tls_certificate_sds_secret_configs[" + names.size() + "]";
      ConfigSources.requireAds(secret.getSdsConfig(), field + ".sds_config", findings);
      names.add(secret.getName());
    }
    if (names.isEmpty()) {
      findings.problem("tls_certificate_sds_secret_configs", "none (expected: at least one)");
    }
    return names;
  }

  private boolean isOnlyTls13(TlsParameters parameters) {
    try (Findings.Scope _ = findings.at("tls_params")) {
      findings.refuseAllBut(
          parameters, Set.of("tls_minimum_protocol_version", "tls_maximum_protocol_version"));
      TlsProtocol maximum = parameters.getTlsMaximumProtocolVersion();
      if (maximum != TlsProtocol.TLS_AUTO && maximum != TlsProtocol.TLSv1_3) {
        findings.problem("tls_maximum_protocol_version", maximum + " (expected: TLSv1_3)");
      }
      return parameters.getTlsMinimumProtocolVersion() == TlsProtocol.TLSv1_3;
    }
  }
}
