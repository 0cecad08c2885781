package dev.agentgateway.dataplane.xds;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.Value;
import dev.agentgateway.api.v1.BackendFilter;
import dev.agentgateway.api.v1.UpstreamAuth;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.Vhds;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ServerHeaderTransformation;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.GenericSecret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.util.List;
import java.util.Map;

/** Small valid resources. */
public final class Fixtures {

  private static final ConfigSource ADS =
      ConfigSource.newBuilder().setAds(AggregatedConfigSource.getDefaultInstance()).build();

  private Fixtures() {}

  /** The value of a key that must be there. */
  public static <K, V> V at(Map<K, V> map, K key) {
    return requireNonNull(map.get(key), () -> "nothing at " + key);
  }

  public static Cluster refusedCluster(String name) {
    return Cluster.newBuilder().setName(name).setType(Cluster.DiscoveryType.ORIGINAL_DST).build();
  }

  public static Cluster edsCluster(String name) {
    return Cluster.newBuilder()
        .setName(name)
        .setType(Cluster.DiscoveryType.EDS)
        .setEdsClusterConfig(Cluster.EdsClusterConfig.newBuilder().setEdsConfig(ADS))
        .build();
  }

  public static Cluster staticCluster(String name, int port) {
    return Cluster.newBuilder()
        .setName(name)
        .setType(Cluster.DiscoveryType.STATIC)
        .setLoadAssignment(endpoints(name, port))
        .build();
  }

  public static ClusterLoadAssignment endpoints(String name, int port) {
    return ClusterLoadAssignment.newBuilder()
        .setClusterName(name)
        .addEndpoints(
            LocalityLbEndpoints.newBuilder()
                .addLbEndpoints(
                    LbEndpoint.newBuilder()
                        .setEndpoint(Endpoint.newBuilder().setAddress(address(port)))))
        .build();
  }

  public static Address address(int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress("127.0.0.1").setPortValue(port))
        .build();
  }

  public static Listener listener(String name, String routeTable) {
    return listener(name, manager(routeTable).build());
  }

  public static Listener listener(String name, HttpConnectionManager manager) {
    return Listener.newBuilder()
        .setName(name)
        .setAddress(address(8080))
        .addFilterChains(
            FilterChain.newBuilder()
                .addFilters(
                    Filter.newBuilder()
                        .setName("envoy.filters.network.http_connection_manager")
                        .setTypedConfig(Any.pack(manager))))
        .build();
  }

  /** A Listener that speaks TLS, one filter chain for each server name; empty: for the rest. */
  public static Listener tlsListener(String name, FilterChain... chains) {
    return listener(name, "unused").toBuilder()
        .clearFilterChains()
        .addAllFilterChains(List.of(chains))
        .build();
  }

  /** A chain of {@link #tlsListener}; its name is that of its route table. */
  public static FilterChain tlsChain(String routeTable, String serverName, String... certificates) {
    CommonTlsContext.Builder common = CommonTlsContext.newBuilder().addAlpnProtocols("http/1.1");
    for (String certificate : certificates) {
      common.addTlsCertificateSdsSecretConfigs(
          SdsSecretConfig.newBuilder().setName(certificate).setSdsConfig(ADS));
    }
    FilterChain.Builder chain =
        listener("unused", routeTable).getFilterChains(0).toBuilder()
            .setName(routeTable)
            .setTransportSocket(
                TransportSocket.newBuilder()
                    .setName("tls")
                    .setTypedConfig(
                        Any.pack(
                            DownstreamTlsContext.newBuilder()
                                .setCommonTlsContext(common)
                                .build())));
    if (!serverName.isEmpty()) {
      chain.setFilterChainMatch(FilterChainMatch.newBuilder().addServerNames(serverName));
    }
    return chain.build();
  }

  /** A secret of PEM texts. */
  public static Secret certificate(String name, String chain, String key) {
    return Secret.newBuilder()
        .setName(name)
        .setTlsCertificate(
            TlsCertificate.newBuilder()
                .setCertificateChain(DataSource.newBuilder().setInlineString(chain))
                .setPrivateKey(DataSource.newBuilder().setInlineString(key)))
        .build();
  }

  public static HttpConnectionManager.Builder manager(String routeTable) {
    return HttpConnectionManager.newBuilder()
        .setStatPrefix("http")
        .setUseRemoteAddress(BoolValue.of(true))
        .setServerHeaderTransformation(ServerHeaderTransformation.PASS_THROUGH)
        .setRds(Rds.newBuilder().setRouteConfigName(routeTable).setConfigSource(ADS))
        .addHttpFilters(router());
  }

  public static HttpFilter router() {
    return HttpFilter.newBuilder()
        .setName("envoy.filters.http.router")
        .setTypedConfig(Any.pack(Router.getDefaultInstance()))
        .build();
  }

  public static RouteConfiguration discoveredHosts(String name) {
    return RouteConfiguration.newBuilder()
        .setName(name)
        .setVhds(Vhds.newBuilder().setConfigSource(ADS))
        .build();
  }

  public static RouteConfiguration inlineHosts(String name, VirtualHost... hosts) {
    return RouteConfiguration.newBuilder().setName(name).addAllVirtualHosts(List.of(hosts)).build();
  }

  public static VirtualHost host(String name, String domain, String cluster) {
    return VirtualHost.newBuilder()
        .setName(name)
        .addDomains(domain)
        .setMetadata(ownMetadata("listener", "http"))
        .addRoutes(route("/", cluster))
        .build();
  }

  /** Its backend is given a secret. */
  public static VirtualHost securedHost(String name, String domain, String cluster, String secret) {
    BackendFilter filter =
        BackendFilter.newBuilder().setAuth(UpstreamAuth.newBuilder().setSecret(secret)).build();
    WeightedCluster.ClusterWeight share =
        WeightedCluster.ClusterWeight.newBuilder()
            .setName(cluster)
            .setWeight(UInt32Value.of(1))
            .putTypedPerFilterConfig("dev.agentgateway.gateway", Any.pack(filter))
            .build();
    RouteAction.Builder action =
        RouteAction.newBuilder()
            .setWeightedClusters(WeightedCluster.newBuilder().addClusters(share));
    return host(name, domain, cluster).toBuilder()
        .setRoutes(0, route("/", cluster).toBuilder().setRoute(action))
        .build();
  }

  public static Secret secret(String name, String value) {
    return Secret.newBuilder()
        .setName(name)
        .setGenericSecret(
            GenericSecret.newBuilder().setSecret(DataSource.newBuilder().setInlineString(value)))
        .build();
  }

  public static Route route(String prefix, String cluster) {
    return Route.newBuilder()
        .setMatch(RouteMatch.newBuilder().setPrefix(prefix))
        .setRoute(RouteAction.newBuilder().setCluster(cluster))
        .build();
  }

  public static Metadata ownMetadata(String key, String value) {
    return Metadata.newBuilder()
        .putFilterMetadata(
            "dev.agentgateway",
            Struct.newBuilder()
                .putFields(key, Value.newBuilder().setStringValue(value).build())
                .build())
        .build();
  }

  public static Resource resource(String name, String version, Message message) {
    return Resource.newBuilder()
        .setName(name)
        .setVersion(version)
        .setResource(Any.pack(message))
        .build();
  }

  public static Resource resource(String version, Cluster cluster) {
    return resource(cluster.getName(), version, cluster);
  }

  public static Resource resource(String version, ClusterLoadAssignment assignment) {
    return resource(assignment.getClusterName(), version, assignment);
  }

  public static Resource resource(String version, Listener listener) {
    return resource(listener.getName(), version, listener);
  }

  public static Resource resource(String version, RouteConfiguration table) {
    return resource(table.getName(), version, table);
  }

  public static Resource resource(String version, VirtualHost host) {
    return resource(host.getName(), version, host);
  }
}
