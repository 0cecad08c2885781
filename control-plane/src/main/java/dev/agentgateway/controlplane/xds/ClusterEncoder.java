package dev.agentgateway.controlplane.xds;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import dev.agentgateway.controlplane.ir.ClusterIr;
import dev.agentgateway.controlplane.ir.ClusterIr.SourceIr;
import dev.agentgateway.controlplane.ir.ClusterIr.TlsIr;
import dev.agentgateway.controlplane.ir.EndpointsIr;
import dev.agentgateway.controlplane.ir.EndpointsIr.EndpointIr;
import dev.agentgateway.controlplane.ir.SealingKeysIr;
import dev.agentgateway.controlplane.ir.SecretIr;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DnsLookupFamily;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext.SystemRootCerts;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext.TrustChainVerification;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.GenericSecret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsSessionTicketKeys;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Clusters, their endpoints, and secrets. */
final class ClusterEncoder {
  private static final Duration CONNECT_TIMEOUT = Duration.newBuilder().setSeconds(5).build();
  private static final String HTTP_OPTIONS =
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
  private static final String SYSTEM_TRUST = "/etc/ssl/certs/ca-certificates.crt";
  private static final Pattern IP = Pattern.compile("[0-9.]+|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

  private ClusterEncoder() {}

  static XdsResource cluster(ClusterIr cluster, Dialect dialect) {
    Cluster.Builder builder =
        Cluster.newBuilder()
            .setName(cluster.name())
            .setConnectTimeout(CONNECT_TIMEOUT)
            .setMetadata(Structs.metadata(Map.of("backend", cluster.backend())));
    switch (cluster.source()) {
      case SourceIr.Discovered() ->
          builder
              .setType(DiscoveryType.EDS)
              .setEdsClusterConfig(Cluster.EdsClusterConfig.newBuilder().setEdsConfig(ads()));
      case SourceIr.Host(String host, int port) -> {
        builder
            .setType(hostType(host, dialect))
            .setLoadAssignment(assignment(cluster.name(), List.of(new EndpointIr(host, port))));
        if (builder.getType() != DiscoveryType.STATIC) {
          builder.setDnsLookupFamily(DnsLookupFamily.V4_PREFERRED);
        }
      }
    }
    cluster.tls().ifPresent(tls -> builder.setTransportSocket(tls(tls, dialect)));
    if (cluster.http2()) {
      builder.putTypedExtensionProtocolOptions(
          HTTP_OPTIONS,
          XdsResource.pack(
              HttpProtocolOptions.newBuilder()
                  .setExplicitHttpConfig(
                      HttpProtocolOptions.ExplicitHttpConfig.newBuilder()
                          .setHttp2ProtocolOptions(Http2ProtocolOptions.getDefaultInstance()))
                  .build()));
    }
    return XdsResource.of(XdsType.CLUSTER, cluster.name(), builder.build());
  }

  static XdsResource endpoints(EndpointsIr endpoints) {
    return XdsResource.of(
        XdsType.ENDPOINT,
        endpoints.cluster(),
        assignment(endpoints.cluster(), endpoints.endpoints()));
  }

  static XdsResource secret(SecretIr secret) {
    return XdsResource.of(
        XdsType.SECRET,
        secret.name(),
        switch (secret) {
          case SecretIr.Text(String name, String value) ->
              Secret.newBuilder()
                  .setName(name)
                  .setGenericSecret(
                      GenericSecret.newBuilder()
                          .setSecret(DataSource.newBuilder().setInlineString(value)))
                  .build();
          case SecretIr.Certificate certificate -> DownstreamTls.certificate(certificate);
        });
  }

  static XdsResource sealingKeys(String name, SealingKeysIr keys) {
    TlsSessionTicketKeys.Builder tickets = TlsSessionTicketKeys.newBuilder();
    for (String key : keys.keys()) {
      tickets.addKeys(
          DataSource.newBuilder()
              .setInlineBytes(ByteString.copyFrom(Base64.getDecoder().decode(key))));
    }
    return XdsResource.of(
        XdsType.SECRET,
        name,
        Secret.newBuilder().setName(name).setSessionTicketKeys(tickets).build());
  }

  /** Resources of the stream that the referring one came by. */
  static ConfigSource ads() {
    return ConfigSource.newBuilder()
        .setAds(AggregatedConfigSource.getDefaultInstance())
        .setResourceApiVersion(ApiVersion.V3)
        .build();
  }

  private static DiscoveryType hostType(String host, Dialect dialect) {
    if (dialect == Dialect.GRPC) {
      return DiscoveryType.LOGICAL_DNS;
    }
    return IP.matcher(host).matches() ? DiscoveryType.STATIC : DiscoveryType.STRICT_DNS;
  }

  private static ClusterLoadAssignment assignment(String cluster, List<EndpointIr> endpoints) {
    ClusterLoadAssignment.Builder assignment =
        ClusterLoadAssignment.newBuilder().setClusterName(cluster);
    if (!endpoints.isEmpty()) {
      // gRPC ignores a locality without a weight.
      LocalityLbEndpoints.Builder locality =
          LocalityLbEndpoints.newBuilder()
              .setLocality(Locality.getDefaultInstance())
              .setLoadBalancingWeight(UInt32Value.of(1));
      endpoints.forEach(endpoint -> locality.addLbEndpoints(endpoint(endpoint)));
      assignment.addEndpoints(locality);
    }
    return assignment.build();
  }

  private static LbEndpoint endpoint(EndpointIr endpoint) {
    return LbEndpoint.newBuilder()
        .setEndpoint(Endpoint.newBuilder().setAddress(address(endpoint.address(), endpoint.port())))
        .build();
  }

  static Address address(String address, int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress(address).setPortValue(port))
        .build();
  }

  private static TransportSocket tls(TlsIr tls, Dialect dialect) {
    UpstreamTlsContext context =
        UpstreamTlsContext.newBuilder()
            .setSni(tls.serverName())
            .setCommonTlsContext(
                CommonTlsContext.newBuilder()
                    .addAllAlpnProtocols(tls.alpn())
                    .setValidationContext(validation(tls, dialect)))
            .build();
    return TransportSocket.newBuilder()
        .setName("envoy.transport_sockets.tls")
        .setTypedConfig(XdsResource.pack(context))
        .build();
  }

  private static CertificateValidationContext validation(TlsIr tls, Dialect dialect) {
    if (!tls.verify()) {
      return CertificateValidationContext.newBuilder()
          .setTrustChainVerification(TrustChainVerification.ACCEPT_UNTRUSTED)
          .build();
    }
    CertificateValidationContext.Builder validation = CertificateValidationContext.newBuilder();
    if (tls.caPem().isPresent()) {
      validation.setTrustedCa(DataSource.newBuilder().setInlineString(tls.caPem().get()));
    } else if (dialect == Dialect.ENVOY) {
      // Envoy knows no system trust and would verify nothing without a file.
      validation.setTrustedCa(DataSource.newBuilder().setFilename(SYSTEM_TRUST));
    } else {
      validation.setSystemRootCerts(SystemRootCerts.getDefaultInstance());
    }
    if (!tls.serverName().isEmpty()) {
      validation.addMatchTypedSubjectAltNames(
          SubjectAltNameMatcher.newBuilder()
              .setSanType(SubjectAltNameMatcher.SanType.DNS)
              .setMatcher(StringMatcher.newBuilder().setExact(tls.serverName())));
    }
    return validation.build();
  }
}
