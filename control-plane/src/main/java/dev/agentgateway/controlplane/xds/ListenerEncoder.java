package dev.agentgateway.controlplane.xds;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Duration;
import dev.agentgateway.controlplane.ir.PortIr;
import dev.agentgateway.controlplane.ir.PortIr.ListenerIr;
import io.envoyproxy.envoy.config.listener.v3.AdditionalAddress;
import io.envoyproxy.envoy.config.listener.v3.ApiListener;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.CodecType;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ServerHeaderTransformation;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import java.util.List;

/** Listeners and their HTTP connection managers. */
final class ListenerEncoder {
  private static final String CONNECTION_MANAGER = "envoy.filters.network.http_connection_manager";
  private static final String ROUTER = "envoy.filters.http.router";
  static final String GATEWAY_FILTER = "dev.agentgateway.gateway";
  private static final Duration HANDSHAKE_TIMEOUT = Duration.newBuilder().setSeconds(10).build();
  private static final List<String> ALL_ADDRESSES = List.of("0.0.0.0");

  private ListenerEncoder() {}

  static XdsResource listener(String gateway, PortIr port) {
    String name = ResourceNames.port(gateway, port.port());
    List<String> addresses = port.addresses().isEmpty() ? ALL_ADDRESSES : port.addresses();
    Listener.Builder listener =
        Listener.newBuilder()
            .setName(name)
            .setAddress(ClusterEncoder.address(addresses.getFirst(), port.port()));
    if (port.isTls()) {
      listener.addListenerFilters(DownstreamTls.inspector());
      port.listeners().forEach(each -> listener.addFilterChains(tlsChain(gateway, port, each)));
    } else {
      listener.addFilterChains(chain(gateway, name, port));
    }
    addresses.stream()
        .skip(1)
        .forEach(
            address ->
                listener.addAdditionalAddresses(
                    AdditionalAddress.newBuilder()
                        .setAddress(ClusterEncoder.address(address, port.port()))));
    return XdsResource.of(XdsType.LISTENER, name, listener.build());
  }

  private static FilterChain.Builder chain(String gateway, String name, PortIr port) {
    return FilterChain.newBuilder()
        .addFilters(
            Filter.newBuilder()
                .setName(CONNECTION_MANAGER)
                .setTypedConfig(XdsResource.pack(connectionManager(gateway, name, port))));
  }

  private static FilterChain.Builder tlsChain(String gateway, PortIr port, ListenerIr listener) {
    String name = ResourceNames.listenerRoutes(gateway, port.port(), listener.name());
    FilterChain.Builder chain =
        chain(gateway, name, ListenerRoutes.of(port, listener))
            .setName(listener.name())
            .setFilterChainMatch(DownstreamTls.match(listener))
            .setTransportSocketConnectTimeout(HANDSHAKE_TIMEOUT);
    listener.tls().ifPresent(tls -> chain.setTransportSocket(DownstreamTls.socket(tls)));
    return chain;
  }

  /** The Listener that a gRPC client asks for by name; its routes are inlined. */
  static XdsResource apiListener(String gateway, PortIr port) {
    String name = ResourceNames.apiListener(gateway, port.port());
    HttpConnectionManager manager =
        HttpConnectionManager.newBuilder()
            .setStatPrefix(name)
            .setRouteConfig(RouteTableEncoder.forGrpc(gateway, port))
            .addHttpFilters(router())
            .build();
    return XdsResource.of(
        XdsType.LISTENER,
        name,
        Listener.newBuilder()
            .setName(name)
            .setApiListener(ApiListener.newBuilder().setApiListener(XdsResource.pack(manager)))
            .build());
  }

  private static HttpConnectionManager connectionManager(String gateway, String name, PortIr port) {
    HttpConnectionManager.Builder manager =
        HttpConnectionManager.newBuilder()
            .setStatPrefix(name)
            .setCodecType(CodecType.AUTO)
            .setRds(Rds.newBuilder().setConfigSource(ClusterEncoder.ads()).setRouteConfigName(name))
            .setUseRemoteAddress(BoolValue.of(true))
            .setServerHeaderTransformation(ServerHeaderTransformation.PASS_THROUGH)
            .addHttpFilters(
                HttpFilter.newBuilder()
                    .setName(GATEWAY_FILTER)
                    .setIsOptional(true)
                    .setTypedConfig(XdsResource.pack(PolicyEncoder.gatewayFilter(gateway, port))))
            .addHttpFilters(router());
    EnvoyTracing.of(gateway, port).ifPresent(manager::setTracing);
    return manager.build();
  }

  private static HttpFilter router() {
    return HttpFilter.newBuilder()
        .setName(ROUTER)
        .setTypedConfig(XdsResource.pack(Router.getDefaultInstance()))
        .build();
  }
}
