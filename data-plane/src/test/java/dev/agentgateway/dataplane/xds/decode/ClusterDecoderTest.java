package dev.agentgateway.dataplane.xds.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.UInt32Value;
import dev.agentgateway.dataplane.config.ClusterConfig;
import dev.agentgateway.dataplane.config.ClusterConfig.EndpointSource;
import dev.agentgateway.dataplane.config.ClusterConfig.TlsConfig;
import dev.agentgateway.dataplane.config.EndpointsConfig;
import dev.agentgateway.dataplane.config.SecretConfig;
import dev.agentgateway.dataplane.xds.Fixtures;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.GenericSecret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ClusterDecoderTest {

  @Test
  void readsEveryKindOfEndpoints() {
    assertThat(valid(Fixtures.edsCluster("a")).endpoints()).isEqualTo(new EndpointSource.Eds("a"));
    assertThat(valid(Fixtures.staticCluster("a", 9000)).endpoints())
        .isEqualTo(
            new EndpointSource.Fixed(
                List.of(
                    new EndpointsConfig.Endpoint(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9000), 1))));
    assertThat(valid(dns("api.example", 443)).endpoints())
        .isEqualTo(new EndpointSource.Dns("api.example", 443));
    assertThat(valid(dns("127.0.0.1", 443)).endpoints()).isInstanceOf(EndpointSource.Fixed.class);
  }

  @Test
  void readsBackendAndConnectTimeout() {
    Cluster cluster =
        Fixtures.edsCluster("a").toBuilder()
            .setMetadata(Fixtures.ownMetadata("backend", "Service/demo/web/80"))
            .build();
    assertThat(valid(cluster).backend()).isEqualTo("Service/demo/web/80");
    assertThat(valid(cluster).connectTimeout()).hasSeconds(5);
    assertThat(valid(cluster).version()).isEqualTo("1");
  }

  @Test
  void tlsIsVerifiedOnlyWhereAValidationContextSaysSo() {
    CertificateValidationContext system =
        CertificateValidationContext.newBuilder()
            .setSystemRootCerts(CertificateValidationContext.SystemRootCerts.getDefaultInstance())
            .build();
    CertificateValidationContext pem =
        CertificateValidationContext.newBuilder()
            .setTrustedCa(DataSource.newBuilder().setInlineString("PEM"))
            .build();
    assertThat(valid(tls(CommonTlsContext.newBuilder())).tls())
        .contains(new TlsConfig("api.example", Optional.empty(), false, List.of()));
    assertThat(valid(tls(CommonTlsContext.newBuilder().setValidationContext(system))).tls())
        .contains(new TlsConfig("api.example", Optional.empty(), true, List.of()));
    assertThat(
            valid(
                    tls(
                        CommonTlsContext.newBuilder()
                            .setValidationContext(pem)
                            .addAlpnProtocols("h2")))
                .tls())
        .contains(new TlsConfig("api.example", Optional.of("PEM"), true, List.of("h2")));
  }

  @Test
  void aClientCertificateThatCannotBeSentRefusesTheCluster() {
    CommonTlsContext.Builder common =
        CommonTlsContext.newBuilder()
            .addTlsCertificateSdsSecretConfigs(SdsSecretConfig.newBuilder().setName("cert"));
    assertThat(problems(tls(common)))
        .containsExactly(
            "transport_socket.common_tls_context.tls_certificate_sds_secret_configs:"
                + " not supported");
  }

  @Test
  void anUnknownTransportSocketIsRefusedAndNotSpokenToInPlaintext() {
    Cluster cluster =
        Fixtures.edsCluster("a").toBuilder()
            .setTransportSocket(
                TransportSocket.newBuilder().setTypedConfig(Any.pack(Fixtures.edsCluster("x"))))
            .build();
    assertThat(problems(cluster)).singleElement().asString().contains("UpstreamTlsContext");
  }

  @Test
  void onlyHealthyEndpointsOfTheFirstUsablePriorityCount() {
    ClusterLoadAssignment assignment =
        ClusterLoadAssignment.newBuilder()
            .setClusterName("a")
            .addEndpoints(locality(2, endpoint(3, HealthStatus.HEALTHY)))
            .addEndpoints(locality(0, endpoint(1, HealthStatus.UNHEALTHY)))
            .addEndpoints(
                locality(
                    1, endpoint(21, HealthStatus.UNKNOWN), endpoint(22, HealthStatus.DRAINING)))
            .build();
    Decoded<EndpointsConfig> decoded = ResourceDecoder.endpoints(Any.pack(assignment), "a", "1");
    assertThat(((Decoded.Valid<EndpointsConfig>) decoded).value().endpoints())
        .extracting(each -> each.address().getPort())
        .containsExactly(21);
  }

  @Test
  void aHostNameInALoadAssignmentIsRefused() {
    LbEndpoint named =
        LbEndpoint.newBuilder()
            .setEndpoint(Endpoint.newBuilder().setAddress(socket("host", 1)))
            .setLoadBalancingWeight(UInt32Value.of(0))
            .build();
    ClusterLoadAssignment assignment =
        ClusterLoadAssignment.newBuilder()
            .setClusterName("a")
            .addEndpoints(locality(0, named))
            .build();
    Decoded<EndpointsConfig> decoded = ResourceDecoder.endpoints(Any.pack(assignment), "a", "1");
    assertThat(((Decoded.Invalid<EndpointsConfig>) decoded).problems())
        .containsExactly(
            "endpoints[0].lb_endpoints[0].endpoint.address.socket_address.address: 'host'"
                + " (expected: an IP address)",
            "endpoints[0].lb_endpoints[0].load_balancing_weight: 0 (expected: 1 to 2147483647)");
  }

  @Test
  void readsGenericSecretsAndNeverShowsThem() {
    Secret secret =
        Secret.newBuilder()
            .setName("s")
            .setGenericSecret(
                GenericSecret.newBuilder()
                    .setSecret(DataSource.newBuilder().setInlineString("hidden")))
            .build();
    Decoded<SecretConfig> decoded = ResourceDecoder.secret(Any.pack(secret), "s");
    assertThat(((Decoded.Valid<SecretConfig>) decoded).value().value()).isEqualTo("hidden");
    assertThat(decoded.toString()).doesNotContain("hidden");
  }

  private static Cluster dns(String host, int port) {
    return Cluster.newBuilder()
        .setName("a")
        .setType(Cluster.DiscoveryType.STRICT_DNS)
        .setLoadAssignment(
            ClusterLoadAssignment.newBuilder()
                .addEndpoints(
                    LocalityLbEndpoints.newBuilder()
                        .addLbEndpoints(
                            LbEndpoint.newBuilder()
                                .setEndpoint(
                                    Endpoint.newBuilder().setAddress(socket(host, port))))))
        .build();
  }

  private static Address socket(String host, int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress(host).setPortValue(port))
        .build();
  }

  private static Cluster tls(CommonTlsContext.Builder common) {
    Message context =
        UpstreamTlsContext.newBuilder().setSni("api.example").setCommonTlsContext(common).build();
    return Fixtures.edsCluster("a").toBuilder()
        .setTransportSocket(
            TransportSocket.newBuilder()
                .setName("envoy.transport_sockets.tls")
                .setTypedConfig(Any.pack(context)))
        .build();
  }

  private static LbEndpoint endpoint(int port, HealthStatus status) {
    return LbEndpoint.newBuilder()
        .setEndpoint(Endpoint.newBuilder().setAddress(Fixtures.address(port)))
        .setHealthStatus(status)
        .build();
  }

  private static LocalityLbEndpoints locality(int priority, LbEndpoint... endpoints) {
    return LocalityLbEndpoints.newBuilder()
        .setPriority(priority)
        .addAllLbEndpoints(List.of(endpoints))
        .build();
  }

  private static ClusterConfig valid(Cluster cluster) {
    return switch (ResourceDecoder.cluster(Any.pack(cluster), cluster.getName(), "1")) {
      case Decoded.Valid<ClusterConfig>(ClusterConfig value, List<String> _) -> value;
      case Decoded.Invalid<ClusterConfig>(List<String> problems) ->
          throw new AssertionError(problems);
    };
  }

  private static List<String> problems(Cluster cluster) {
    return switch (ResourceDecoder.cluster(Any.pack(cluster), cluster.getName(), "1")) {
      case Decoded.Valid<ClusterConfig> _ -> List.of();
      case Decoded.Invalid<ClusterConfig>(List<String> problems) -> problems;
    };
  }
}
