package dev.agentgateway.dataplane.xds.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import dev.agentgateway.api.v1.AccessLog;
import dev.agentgateway.api.v1.ExportHeader;
import dev.agentgateway.api.v1.FrontendPolicy;
import dev.agentgateway.api.v1.GatewayFilter;
import dev.agentgateway.api.v1.NamedExpression;
import dev.agentgateway.api.v1.Tracing;
import dev.agentgateway.dataplane.config.AccessLogConfig;
import dev.agentgateway.dataplane.config.GatewayPolicies;
import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.config.TracingConfig.Collector;
import dev.agentgateway.dataplane.config.TracingConfig.Protocol;
import dev.agentgateway.dataplane.xds.Fixtures;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.listener.v3.AdditionalAddress;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.trace.v3.OpenTelemetryConfig;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.type.v3.Percent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ListenerDecoderTest {

  @Test
  void readsAddressesTimeoutsAndLimits() {
    HttpConnectionManager manager =
        Fixtures.manager("routes")
            .setStreamIdleTimeout(Duration.newBuilder().setSeconds(7))
            .setMaxRequestHeadersKb(UInt32Value.of(32))
            .build();
    Listener listener =
        Fixtures.listener("l", manager).toBuilder()
            .addAdditionalAddresses(
                AdditionalAddress.newBuilder()
                    .setAddress(
                        Address.newBuilder()
                            .setSocketAddress(
                                SocketAddress.newBuilder().setAddress("::1").setPortValue(0))))
            .build();
    ListenerResource.Chain resource = valid(listener);
    assertThat(resource.listener().addresses())
        .containsExactly(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 8080),
            new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
    assertThat(resource.listener().routeTable()).isEqualTo("routes");
    assertThat(resource.listener().http().streamIdleTimeout()).hasSeconds(7);
    assertThat(resource.listener().http().idleTimeout()).hasHours(1);
    assertThat(resource.listener().http().maxRequestHeadBytes()).isEqualTo(32 * 1024);
    assertThat(resource.listener().policies()).isEqualTo(GatewayPolicies.NONE);
  }

  @Test
  void readsRoutesThatAreWrittenInTheListener() {
    HttpConnectionManager manager =
        Fixtures.manager("")
            .setRouteConfig(Fixtures.inlineHosts("any", Fixtures.host("h", "*", "c")))
            .build();
    ListenerResource.Chain resource = valid(Fixtures.listener("l", manager));
    assertThat(resource.inline().orElseThrow().name())
        .isEqualTo(resource.listener().routeTable())
        .isEqualTo("l#route_config");
    assertThat(resource.inline().orElseThrow().virtualHosts()).hasSize(1);
  }

  @Test
  void readsTracingPoliciesAndTheSecretsThatTheyNeed() {
    Tracing tracing =
        Tracing.newBuilder()
            .setPolicy("demo/tracing")
            .setCluster("collector")
            .setAuthority("otel:4318")
            .setProtocol(Tracing.Protocol.HTTP)
            .setRandomSampling("0.5")
            .addResources(NamedExpression.newBuilder().setName("a").setExpression("'b'"))
            .addRemoveAttributes("url.query")
            .addHeaders(
                ExportHeader.newBuilder()
                    .setName("Authorization")
                    .setSecret("secret-1")
                    .setPrefix("Bearer "))
            .build();
    GatewayFilter filter =
        GatewayFilter.newBuilder()
            .setGateway("demo/edge")
            .putListeners("", FrontendPolicy.newBuilder().setTracing(tracing).build())
            .putListeners("http", FrontendPolicy.getDefaultInstance())
            .build();
    ListenerResource.Chain resource = valid(withFilters(ours(filter), Fixtures.router()));
    GatewayPolicies policies = resource.listener().policies();
    assertThat(policies.gateway()).isEqualTo("demo/edge");
    assertThat(policies.tracingByListener()).containsOnlyKeys("");
    TracingConfig config = policies.tracingByListener().values().iterator().next();
    assertThat(config.collector())
        .isEqualTo(
            new Collector.Otlp(
                "collector",
                "otel:4318",
                new Protocol.Http("/v1/traces"),
                List.of(new TracingConfig.ExportHeader("authorization", "secret-1", "Bearer "))));
    assertThat(config.randomSampling()).contains("0.5");
    assertThat(config.clientSampling()).isEmpty();
    assertThat(resource.secrets()).containsExactly("secret-1");
  }

  @Test
  void aPolicyWithoutABackendKeepsItsReason() {
    Tracing tracing = Tracing.newBuilder().setInvalidReason("no ReferenceGrant").build();
    GatewayFilter filter =
        GatewayFilter.newBuilder()
            .putListeners("", FrontendPolicy.newBuilder().setTracing(tracing).build())
            .build();
    ListenerResource.Chain resource = valid(withFilters(ours(filter), Fixtures.router()));
    assertThat(resource.listener().policies().tracingByListener().values())
        .extracting(TracingConfig::collector)
        .containsExactly(new Collector.Invalid("no ReferenceGrant"));
  }

  @Test
  void anUnknownFilterIsRefusedUnlessItIsOptional() {
    HttpFilter cors =
        HttpFilter.newBuilder()
            .setName("envoy.filters.http.cors")
            .setTypedConfig(Any.pack(Cors.getDefaultInstance()))
            .build();
    assertThat(problems(withFilters(cors, Fixtures.router())))
        .singleElement()
        .asString()
        .contains("http_filters[envoy.filters.http.cors]: unknown filter")
        .contains("is_optional");
    Decoded<ListenerResource> optional =
        decode(withFilters(cors.toBuilder().setIsOptional(true).build(), Fixtures.router()));
    assertThat(optional)
        .isInstanceOfSatisfying(
            Decoded.Valid.class,
            valid ->
                assertThat(valid.ignored().toString())
                    .contains("http_filters[envoy.filters.http.cors]"));
  }

  @Test
  void accessLogsAndMetricLabelsAreReadByListener() {
    FrontendPolicy policy =
        FrontendPolicy.newBuilder()
            .setAccessLog(
                AccessLog.newBuilder()
                    .setPolicy("demo/log")
                    .setFilter("response.code >= 500")
                    .addAttributes(named("user", "jwt.sub"))
                    .addRemoveAttributes("trace_id"))
            .addMetricLabels(named("team", "'agents'"))
            .build();
    GatewayPolicies policies =
        valid(
                withFilters(
                    ours(GatewayFilter.newBuilder().putListeners("http", policy).build()),
                    Fixtures.router()))
            .listener()
            .policies();
    assertThat(policies.accessLogByListener())
        .isEqualTo(
            Map.of(
                "http",
                new AccessLogConfig(
                    "demo/log",
                    Optional.of("response.code >= 500"),
                    List.of(new TracingConfig.NamedExpression("user", "jwt.sub")),
                    List.of("trace_id"))));
    assertThat(policies.metricLabelsByListener())
        .isEqualTo(Map.of("http", List.of(new TracingConfig.NamedExpression("team", "'agents'"))));
    assertThat(policies.tracingByListener()).isEmpty();
  }

  @Test
  void everyProblemIsNamedAtOnce() {
    HttpConnectionManager manager =
        HttpConnectionManager.newBuilder()
            .setCodecType(HttpConnectionManager.CodecType.HTTP3)
            .setMaxRequestHeadersKb(UInt32Value.of(0))
            .setStreamIdleTimeout(Duration.newBuilder().setSeconds(-1))
            .build();
    Listener listener =
        Fixtures.listener("l", manager).toBuilder()
            .setAddress(
                Address.newBuilder()
                    .setSocketAddress(
                        SocketAddress.newBuilder().setAddress("host").setPortValue(99999)))
            .build();
    assertThat(String.join("\n", problems(listener)))
        .contains("address.socket_address.port_value: 99999 (expected: 0 to 65535)")
        .contains("codec_type: HTTP3")
        .contains("max_request_headers_kb: 0")
        .contains("stream_idle_timeout: PT-1S")
        .contains("http_filters: no router at the end")
        .contains("route_specifier");
  }

  @Test
  void fieldsWithoutEffectAreListedByPath() {
    HttpConnectionManager manager = Fixtures.manager("r").setMergeSlashes(true).build();
    Listener listener =
        Fixtures.listener("l", manager).toBuilder().setFreebind(BoolValue.of(true)).build();
    assertThat(((Decoded.Valid<ListenerResource>) decode(listener)).ignored())
        .containsExactly("freebind", "filter_chains[0].http_connection_manager.merge_slashes");
  }

  @Test
  void aChainWithAnUnknownTransportSocketIsRefused() {
    Listener.Builder listener = Fixtures.listener("l", "r").toBuilder();
    listener
        .getFilterChainsBuilder(0)
        .setTransportSocket(TransportSocket.newBuilder().setName("tls"));
    assertThat(problems(listener.build()))
        .containsExactly(
            "filter_chains[0].transport_socket.typed_config: '' (expected: DownstreamTlsContext)");
  }

  @Test
  void tracingOfEnvoyIsReadWhereOurFilterIsAbsent() {
    OpenTelemetryConfig provider =
        OpenTelemetryConfig.newBuilder()
            .setServiceName("shop \"east\"")
            .setGrpcService(
                GrpcService.newBuilder()
                    .setEnvoyGrpc(GrpcService.EnvoyGrpc.newBuilder().setClusterName("otel")))
            .build();
    HttpConnectionManager.Tracing tracing =
        HttpConnectionManager.Tracing.newBuilder()
            .setRandomSampling(Percent.newBuilder().setValue(12.5))
            .setProvider(
                io.envoyproxy.envoy.config.trace.v3.Tracing.Http.newBuilder()
                    .setName("otel")
                    .setTypedConfig(Any.pack(provider)))
            .build();
    HttpConnectionManager.Builder manager = Fixtures.manager("r").setTracing(tracing);
    TracingConfig config =
        valid(Fixtures.listener("l", manager.build()))
            .listener()
            .policies()
            .tracingByListener()
            .values()
            .iterator()
            .next();
    assertThat(config.randomSampling()).contains("0.12500000");
    assertThat(config.clientSampling()).isEqualTo(Optional.empty());
    assertThat(config.resources())
        .containsExactly(
            new TracingConfig.NamedExpression("service.name", "\"shop \\\"east\\\"\""));
    HttpConnectionManager ours =
        manager.addHttpFilters(0, ours(GatewayFilter.getDefaultInstance())).build();
    assertThat(valid(Fixtures.listener("l", ours)).listener().policies().tracingByListener())
        .isEqualTo(Map.of());
  }

  private static NamedExpression named(String name, String expression) {
    return NamedExpression.newBuilder().setName(name).setExpression(expression).build();
  }

  private static HttpFilter ours(GatewayFilter filter) {
    return HttpFilter.newBuilder()
        .setName("dev.agentgateway.gateway")
        .setIsOptional(true)
        .setTypedConfig(Any.pack(filter))
        .build();
  }

  private static Listener withFilters(HttpFilter... filters) {
    return Fixtures.listener(
        "l", Fixtures.manager("r").clearHttpFilters().addAllHttpFilters(List.of(filters)).build());
  }

  private static Decoded<ListenerResource> decode(Listener listener) {
    return ResourceDecoder.listener(Any.pack(listener), listener.getName(), "1");
  }

  private static ListenerResource.Chain valid(Listener listener) {
    return switch (decode(listener)) {
      case Decoded.Valid<ListenerResource>(ListenerResource value, List<String> _) ->
          value.chains().getFirst();
      case Decoded.Invalid<ListenerResource>(List<String> problems) ->
          throw new AssertionError(problems);
    };
  }

  private static List<String> problems(Listener listener) {
    return switch (decode(listener)) {
      case Decoded.Valid<ListenerResource> _ -> List.of();
      case Decoded.Invalid<ListenerResource>(List<String> problems) -> problems;
    };
  }
}
