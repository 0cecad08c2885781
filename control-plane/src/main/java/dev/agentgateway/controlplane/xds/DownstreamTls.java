package dev.agentgateway.controlplane.xds;

import com.google.protobuf.BoolValue;
import dev.agentgateway.controlplane.ir.PortIr.ListenerIr;
import dev.agentgateway.controlplane.ir.PortIr.TlsIr;
import dev.agentgateway.controlplane.ir.SecretIr;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;

/** TLS towards clients. */
final class DownstreamTls {
  private static final String INSPECTOR = "envoy.filters.listener.tls_inspector";
  private static final String HTTP_1_1 = "http/1.1";

  private DownstreamTls() {}

  /** Reads the name that a client asks for before a filter chain is chosen. */
  static ListenerFilter inspector() {
    return ListenerFilter.newBuilder()
        .setName(INSPECTOR)
        .setTypedConfig(XdsResource.pack(TlsInspector.getDefaultInstance()))
        .build();
  }

  /** The names that a listener's filter chain is for. */
  static FilterChainMatch match(ListenerIr listener) {
    return listener.hostname().equals("*")
        ? FilterChainMatch.getDefaultInstance()
        : FilterChainMatch.newBuilder().addServerNames(listener.hostname()).build();
  }

  static TransportSocket socket(TlsIr tls) {
    CommonTlsContext.Builder context =
        CommonTlsContext.newBuilder()
            .setTlsParams(
                TlsParameters.newBuilder().setTlsMinimumProtocolVersion(TlsProtocol.TLSv1_2))
            .addAlpnProtocols(HTTP_1_1);
    for (String certificate : tls.certificates()) {
      context.addTlsCertificateSdsSecretConfigs(
          SdsSecretConfig.newBuilder().setName(certificate).setSdsConfig(ClusterEncoder.ads()));
    }
    return TransportSocket.newBuilder()
        .setName("envoy.transport_sockets.tls")
        .setTypedConfig(
            XdsResource.pack(
                DownstreamTlsContext.newBuilder()
                    .setCommonTlsContext(context)
                    .setRequireClientCertificate(BoolValue.of(false))
                    .build()))
        .build();
  }

  static Secret certificate(SecretIr.Certificate certificate) {
    return Secret.newBuilder()
        .setName(certificate.name())
        .setTlsCertificate(
            TlsCertificate.newBuilder()
                .setCertificateChain(text(certificate.chain()))
                .setPrivateKey(text(certificate.key())))
        .build();
  }

  private static DataSource text(String pem) {
    return DataSource.newBuilder().setInlineString(pem).build();
  }
}
