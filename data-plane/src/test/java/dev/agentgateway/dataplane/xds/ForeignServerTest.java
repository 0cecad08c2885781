package dev.agentgateway.dataplane.xds;

import static dev.agentgateway.dataplane.xds.Fixtures.at;
import static dev.agentgateway.dataplane.xds.Fixtures.edsCluster;
import static dev.agentgateway.dataplane.xds.Fixtures.endpoints;
import static dev.agentgateway.dataplane.xds.Fixtures.host;
import static dev.agentgateway.dataplane.xds.Fixtures.inlineHosts;
import static dev.agentgateway.dataplane.xds.Fixtures.listener;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.config.RouteAction.Forward;
import io.envoyproxy.controlplane.cache.NodeGroup;
import io.envoyproxy.controlplane.cache.v3.SimpleCache;
import io.envoyproxy.controlplane.cache.v3.Snapshot;
import io.envoyproxy.controlplane.server.V3DiscoveryServer;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** java-control-plane's server as the management server of plain HTTP. */
final class ForeignServerTest {

  private static final String GROUP = "group";

  private final SimpleCache<String> cache = new SimpleCache<>(new OneGroup());

  @Test
  void servesPlainHttpOverDelta() throws Exception {
    V3DiscoveryServer discovery = new V3DiscoveryServer(cache);
    servesPlainHttp(
        discovery.getAggregatedDiscoveryServiceImpl().bindService(), XdsStatus.Protocol.DELTA);
  }

  @Test
  void servesPlainHttpInTheStateOfTheWorld() throws Exception {
    ServerServiceDefinition both =
        new V3DiscoveryServer(cache).getAggregatedDiscoveryServiceImpl().bindService();
    ServerServiceDefinition.Builder world =
        ServerServiceDefinition.builder(both.getServiceDescriptor().getName());
    both.getMethods().stream()
        .filter(method -> method.getMethodDescriptor().getFullMethodName().contains("/Stream"))
        .forEach(world::addMethod);
    servesPlainHttp(world.build(), XdsStatus.Protocol.STATE_OF_THE_WORLD);
  }

  private void servesPlainHttp(ServerServiceDefinition service, XdsStatus.Protocol protocol)
      throws Exception {
    cache.setSnapshot(GROUP, snapshot("1", 9000));
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(service)
            .build()
            .start();
    try (TestClient client =
        TestClient.of(TestClient.PATIENT, Optional.empty(), "127.0.0.1:" + server.getPort())) {
      ProxyConfig first =
          client.await(c -> c.listeners().containsKey("edge") && c.clusters().containsKey("web"));
      assertThat(first.endpoints()).containsKey("web");
      assertThat(at(first.routeTables(), "routes").virtualHosts().getFirst().routes().getFirst())
          .extracting(route -> ((Forward) route.action()).clusters().getFirst().cluster())
          .isEqualTo("web");
      assertThat(client.status().connection().protocol()).isEqualTo(protocol);

      cache.setSnapshot(GROUP, snapshot("2", 9001));
      client.await(
          c ->
              at(c.endpoints(), "web").endpoints().getFirst().address().getPort() == 9001
                  && at(c.routeTables(), "routes")
                      .virtualHosts()
                      .getFirst()
                      .domains()
                      .equals(List.of("host-2")));
      for (XdsStatus.TypeStatus type : client.status().types().values()) {
        assertThat(type.rejected()).isEmpty();
      }
    } finally {
      server.shutdownNow();
      assertThat(server.awaitTermination(ScriptedServer.PATIENCE_SECONDS, TimeUnit.SECONDS))
          .isTrue();
    }
  }

  private static Snapshot snapshot(String version, int port) {
    List<Cluster> clusters = List.of(edsCluster("web"));
    List<ClusterLoadAssignment> assignments = List.of(endpoints("web", port));
    List<Listener> listeners = List.of(listener("edge", "routes"));
    List<RouteConfiguration> routes =
        List.of(inlineHosts("routes", host("h", "host-" + version, "web")));
    return Snapshot.create(clusters, assignments, listeners, routes, List.of(), version);
  }

  private static final class OneGroup implements NodeGroup<String> {
    @Override
    public String hash(Node node) {
      assertThat(node.getId()).isEqualTo("proxy-1");
      return GROUP;
    }
  }
}
