package dev.agentgateway.dataplane.xds.decode;

import static dev.agentgateway.dataplane.xds.Fixtures.tlsChain;
import static dev.agentgateway.dataplane.xds.Fixtures.tlsListener;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.agentgateway.dataplane.config.ServerTlsConfig;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class DownstreamTlsDecoderTest {

  @Test
  void chainsAreToldApartByTheNamesOfTheirClients() {
    Decoded<ListenerResource> decoded =
        decode(
            tlsListener(
                "l",
                tlsChain("one", "A.example.com", "s", "t"),
                tlsChain("two", "*.example.com", "t"),
                tlsChain("rest", "", "u")));
    List<ListenerResource.Chain> chains =
        ((Decoded.Valid<ListenerResource>) decoded).value().chains();
    assertThat(chains)
        .extracting(chain -> chain.listener().tls().orElseThrow())
        .containsExactly(
            new ServerTlsConfig(
                "one", List.of("a.example.com"), List.of("s", "t"), false, Duration.ofSeconds(10)),
            new ServerTlsConfig(
                "two", List.of("*.example.com"), List.of("t"), false, Duration.ofSeconds(10)),
            new ServerTlsConfig("rest", List.of(), List.of("u"), false, Duration.ofSeconds(10)));
    assertThat(chains)
        .extracting(chain -> chain.listener().key())
        .containsExactly("l#one", "l#two", "l#rest");
    assertThat(chains)
        .extracting(chain -> chain.listener().routeTable())
        .containsExactly("one", "two", "rest");
    assertThat(chains.getFirst().secrets()).containsExactlyInAnyOrder("s", "t");
  }

  @Test
  void theDefaultFilterChainIsForTheRest() {
    Listener listener =
        tlsListener("l", tlsChain("one", "a.example.com", "s")).toBuilder()
            .setDefaultFilterChain(tlsChain("rest", "", "s"))
            .build();
    assertThat(((Decoded.Valid<ListenerResource>) decode(listener)).value().chains()).hasSize(2);
  }

  @Test
  void chainsThatCannotBeToldApartAreRefused() {
    assertThat(problems(tlsListener("l", tlsChain("one", "", "s"), tlsChain("two", "", "s"))))
        .containsExactly("filter_chains: two are for '*' (expected: one)");
    assertThat(problems(tlsListener("l", tlsChain("one", "a", "s"), tlsChain("one", "b", "s"))))
        .containsExactly("filter_chains: two are named 'one'");
    FilterChain plain = tlsChain("plain", "", "s").toBuilder().clearTransportSocket().build();
    assertThat(problems(tlsListener("l", tlsChain("one", "a", "s"), plain)))
        .containsExactly("filter_chains: one of several without TLS (expected: TLS in each)");
    FilterChain byPort =
        tlsChain("one", "", "s").toBuilder()
            .setFilterChainMatch(FilterChainMatch.newBuilder().addApplicationProtocols("h2"))
            .build();
    assertThat(problems(tlsListener("l", byPort)))
        .containsExactly(
            "filter_chains[0].filter_chain_match.application_protocols: not supported");
  }

  @Test
  void whatWouldProtectMoreIsRefused() throws Exception {
    assertThat(problems(with(tls -> tls.setRequireClientCertificate(BoolValue.of(true)))))
        .containsExactly(
            "filter_chains[0].transport_socket.require_client_certificate: true"
                + " (expected: false)");
    assertThat(
            problems(
                with(
                    tls ->
                        tls.getCommonTlsContextBuilder()
                            .setValidationContext(
                                CertificateValidationContext.getDefaultInstance()))))
        .containsExactly(
            "filter_chains[0].transport_socket.common_tls_context.validation_context:"
                + " not supported");
    assertThat(
            problems(
                with(
                    tls ->
                        tls.getCommonTlsContextBuilder()
                            .setTlsParams(TlsParameters.newBuilder().addCipherSuites("x")))))
        .containsExactly(
            "filter_chains[0].transport_socket.common_tls_context.tls_params.cipher_suites:"
                + " not supported");
    assertThat(problems(tlsListener("l", tlsChain("one", ""))))
        .containsExactly(
            "filter_chains[0].transport_socket.common_tls_context"
                + ".tls_certificate_sds_secret_configs: none (expected: at least one)");
  }

  @Test
  void onlyTls13MayBeAskedFor() throws Exception {
    Listener listener =
        with(
            tls ->
                tls.getCommonTlsContextBuilder()
                    .getTlsParamsBuilder()
                    .setTlsMinimumProtocolVersion(TlsProtocol.TLSv1_3));
    ListenerResource resource = ((Decoded.Valid<ListenerResource>) decode(listener)).value();
    assertThat(resource.chains().getFirst().listener().tls().orElseThrow().onlyTls13()).isTrue();
  }

  private static Listener with(Consumer<DownstreamTlsContext.Builder> change)
      throws InvalidProtocolBufferException {
    FilterChain.Builder chain = tlsChain("one", "", "s").toBuilder();
    DownstreamTlsContext.Builder tls =
        chain.getTransportSocket().getTypedConfig().unpack(DownstreamTlsContext.class).toBuilder();
    change.accept(tls);
    chain.getTransportSocketBuilder().setTypedConfig(Any.pack(tls.build()));
    return tlsListener("l", chain.build());
  }

  private static Decoded<ListenerResource> decode(Listener listener) {
    return ResourceDecoder.listener(Any.pack(listener), listener.getName(), "1");
  }

  private static List<String> problems(Listener listener) {
    return ((Decoded.Invalid<ListenerResource>) decode(listener)).problems();
  }
}
