package dev.agentgateway.controlplane.xds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.ir.SealingKeysIr;
import dev.agentgateway.controlplane.ir.VirtualHostIr;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class XdsEncoderTest {

  @Test
  void oneChangedRouteEncodesOneResource() {
    XdsEncoder encoder = new XdsEncoder();
    List<XdsResource> before = virtualHosts(encoder, gateway("a"));
    List<XdsResource> after = virtualHosts(encoder, gateway("b"));

    Set<XdsResource> known = Collections.newSetFromMap(new IdentityHashMap<>());
    known.addAll(before);
    long same = after.stream().filter(known::contains).count();
    assertThat(before).hasSize(101);
    assertThat(same).isEqualTo(100);
  }

  @Test
  void anEqualGatewayIsEncodedToTheSameList() {
    XdsEncoder encoder = new XdsEncoder();
    List<XdsResource> before = virtualHosts(encoder, gateway("a"));

    assertThat(virtualHosts(encoder, gateway("a"))).isSameAs(before);
  }

  @Test
  void aRouteThatWentAwayIsNotEncodedAnyMore() {
    XdsEncoder encoder = new XdsEncoder();
    virtualHosts(encoder, gateway("a"));

    assertThat(virtualHosts(encoder, SampleGateways.gateway(80, List.of("a")))).hasSize(1);
  }

  @Test
  void routesDoNotChangeTheListener() {
    XdsEncoder encoder = new XdsEncoder();
    EncodedGateway before =
        encoder.encode(List.of(gateway("a")), SampleGateways::sealingKeys).getFirst();
    EncodedGateway after =
        encoder.encode(List.of(gateway("b")), SampleGateways::sealingKeys).getFirst();

    List<XdsResource> listeners = before.resources(Dialect.ENVOY, XdsType.LISTENER);
    assertThat(after.resources(Dialect.ENVOY, XdsType.LISTENER)).isSameAs(listeners);
  }

  @Test
  void theConnectionManagerAndItsFiltersHaveCanonicalNames() throws InvalidProtocolBufferException {
    XdsResource resource =
        new XdsEncoder()
            .encode(List.of(gateway("a")), SampleGateways::sealingKeys)
            .getFirst()
            .resources(Dialect.ENVOY, XdsType.LISTENER)
            .getFirst();
    Listener listener = Listener.parseFrom(resource.body().getValue());
    var filter = listener.getFilterChains(0).getFilters(0);
    HttpConnectionManager manager =
        HttpConnectionManager.parseFrom(filter.getTypedConfig().getValue());

    assertThat(filter.getName()).isEqualTo("envoy.filters.network.http_connection_manager");
    assertThat(manager.getHttpFiltersList())
        .extracting(HttpFilter::getName)
        .containsExactly("dev.agentgateway.gateway", "envoy.filters.http.router");
    assertThat(manager.getHttpFilters(0).getIsOptional()).isTrue();
  }

  @Test
  void onlyOurProxyIsServedVirtualHosts() throws InvalidProtocolBufferException {
    EncodedGateway encoded =
        new XdsEncoder().encode(List.of(gateway("a")), SampleGateways::sealingKeys).getFirst();

    assertThat(encoded.resources(Dialect.ENVOY, XdsType.VIRTUAL_HOST)).isEmpty();
    RouteConfiguration ours = table(encoded, Dialect.AGENTGATEWAY);
    assertThat(ours.hasVhds()).isTrue();
    assertThat(ours.getVirtualHostsCount()).isZero();
    RouteConfiguration envoys = table(encoded, Dialect.ENVOY);
    assertThat(envoys.hasVhds()).isFalse();
    assertThat(envoys.getVirtualHostsList())
        .extracting(VirtualHost::getName)
        .contains("demo/edge/80/http/*");
  }

  @Test
  void newSealingKeysChangeAGatewayForOurProxyAlone() {
    XdsEncoder encoder = new XdsEncoder();
    EncodedGateway before =
        encoder.encode(List.of(SampleAgents.gateway()), SampleGateways::sealingKeys).getFirst();
    EncodedGateway after =
        encoder
            .encode(
                List.of(SampleAgents.gateway()),
                gateway ->
                    new SealingKeysIr(List.of("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")))
            .getFirst();
    assertThat(after).isNotEqualTo(before);
    assertThat(after.resources(Dialect.AGENTGATEWAY, XdsType.SECRET))
        .extracting(XdsResource::name)
        .containsExactly("demo/edge/sealing-keys");
    assertThat(after.resources(Dialect.ENVOY, XdsType.SECRET)).isEmpty();
  }

  private static RouteConfiguration table(EncodedGateway encoded, Dialect dialect)
      throws InvalidProtocolBufferException {
    XdsResource resource = encoded.resources(dialect, XdsType.ROUTE).getFirst();
    return RouteConfiguration.parseFrom(resource.body().getValue());
  }

  private static List<XdsResource> virtualHosts(XdsEncoder encoder, GatewayIr gateway) {
    return encoder
        .encode(List.of(gateway), SampleGateways::sealingKeys)
        .getFirst()
        .resources(Dialect.AGENTGATEWAY, XdsType.VIRTUAL_HOST);
  }

  /** A hundred routes, of which the first goes to a service. */
  private static GatewayIr gateway(String firstService) {
    VirtualHostIr[] hosts =
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    SampleGateways.host(
                        "r" + i,
                        "h" + i + ".example.com",
                        SampleGateways.forward("/", i == 0 ? firstService : "a")))
            .toArray(VirtualHostIr[]::new);
    return SampleGateways.gateway(80, List.of("a", "b"), hosts);
  }
}
