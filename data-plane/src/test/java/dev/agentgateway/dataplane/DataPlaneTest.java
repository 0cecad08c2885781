package dev.agentgateway.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.sun.net.httpserver.HttpServer;
import dev.agentgateway.dataplane.bootstrap.DataPlaneConfig;
import io.envoyproxy.controlplane.cache.NodeGroup;
import io.envoyproxy.controlplane.cache.v3.SimpleCache;
import io.envoyproxy.controlplane.cache.v3.Snapshot;
import io.envoyproxy.controlplane.server.V3DiscoveryServer;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole proxy with a foreign control plane and a real upstream. */
final class DataPlaneTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final InetSocketAddress ANY_PORT = new InetSocketAddress(LOOPBACK, 0);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final BlockingQueue<String> console = new LinkedBlockingQueue<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final SimpleCache<String> cache =
      new SimpleCache<>(
          new NodeGroup<>() {
            @Override
            public String hash(Node node) {
              return "all";
            }
          });
  private HttpServer upstream;
  private Server controlPlane;
  private int controlPlanePort;
  @TempDir private Path directory;

  @BeforeEach
  void start() throws IOException {
    upstream = HttpServer.create(ANY_PORT, 0);
    upstream.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] body = exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    upstream.start();
    controlPlane =
        NettyServerBuilder.forAddress(ANY_PORT)
            .addService(new V3DiscoveryServer(cache).getAggregatedDiscoveryServiceImpl())
            .build()
            .start();
    controlPlanePort = controlPlane.getPort();
  }

  @AfterEach
  void stop() {
    client.close();
    upstream.stop(0);
    controlPlane.shutdownNow();
  }

  @Test
  void servesWhatItsControlPlaneSaysAndWithoutOneWhatItLastSaid() throws Exception {
    int port = freePort();
    cache.setSnapshot("all", snapshot("1", port, "/first"));
    try (DataPlane dataPlane = start(ANY_PORT)) {
      assertThat(dataPlane).isNotNull();
      String readiness = await("readiness: ");
      assertThat(await("ready: listening on ")).isEqualTo("127.0.0.1:" + port);
      assertThat(get("http://127.0.0.1:" + port + "/first/x?y").body()).isEqualTo("/first/x?y");
      assertThat(get("http://127.0.0.1:" + port + "/second").statusCode()).isEqualTo(404);
      assertThat(get(readiness).statusCode()).isEqualTo(200);
    }
    assertThatThrownBy(() -> get("http://127.0.0.1:" + port + "/first"))
        .isInstanceOf(ConnectException.class);

    controlPlane.shutdownNow().awaitTermination();
    try (DataPlane dataPlane = start(ANY_PORT)) {
      assertThat(dataPlane).isNotNull();
      await("ready: listening on ");
      assertThat(get("http://127.0.0.1:" + port + "/first").body()).isEqualTo("/first");
    }
  }

  @Test
  void aTakenPortIsAnErrorThatNamesItAndTheStateStaysUsable() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK)) {
      InetSocketAddress address = new InetSocketAddress(LOOPBACK, taken.getLocalPort());
      assertThatThrownBy(() -> start(address))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("--admin-port 127.0.0.1:" + taken.getLocalPort());
    }
    try (DataPlane dataPlane = start(ANY_PORT)) {
      assertThat(dataPlane).isNotNull();
      assertThat(get(await("readiness: ")).statusCode()).isEqualTo(503);
    }
  }

  @Test
  void theMetricsDocumentListsExactlyWhatIsServed() throws Exception {
    String document = Files.readString(Path.of("..", "docs", "metrics.md"));
    String section = document.substring(document.indexOf("\n## Data plane"));
    int next = section.indexOf("\n## ", 1);
    section = next < 0 ? section : section.substring(0, next);
    try (DataPlane dataPlane = start(ANY_PORT)) {
      assertThat(dataPlane).isNotNull();
      String page = get(await("metrics: ")).body();
      assertThat(names(section, "(?m)^\\| `([a-z0-9_]+)` \\| ([a-z]+)"))
          .isEqualTo(names(page, "(?m)^# TYPE (\\S+) (\\S+)$"));
    }
  }

  /** Names and types, sorted. */
  private static Set<String> names(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(match -> match.group(1) + " " + match.group(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private DataPlane start(InetSocketAddress admin) throws IOException {
    DataPlaneConfig config =
        new DataPlaneConfig(
            List.of("127.0.0.1:" + controlPlanePort),
            DataPlaneConfig.Trust.NONE,
            new DataPlaneConfig.Node(Optional.of("proxy"), List.of("ns/gw")),
            new DataPlaneConfig.Ports(admin, ANY_PORT, ANY_PORT),
            Optional.of(directory),
            1,
            new DataPlaneConfig.Drain(Duration.ZERO, PATIENCE),
            new DataPlaneConfig.Logging(
                DataPlaneConfig.Logging.Format.TEXT, DataPlaneConfig.Logging.Level.INFO),
            List.of());
    return DataPlane.start(config, Map.of(), console::add);
  }

  private String await(String prefix) throws InterruptedException {
    @Nullable String line = console.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    while (line != null && !line.startsWith(prefix)) {
      line = console.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    assertThat(line).as("a line of " + prefix).isNotNull();
    return line.substring(prefix.length());
  }

  private HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build(), BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  private Snapshot snapshot(String version, int port, String prefix) {
    ConfigSource aggregated =
        ConfigSource.newBuilder().setAds(AggregatedConfigSource.getDefaultInstance()).build();
    HttpConnectionManager manager =
        HttpConnectionManager.newBuilder()
            .setStatPrefix("edge")
            .setRds(Rds.newBuilder().setRouteConfigName("routes").setConfigSource(aggregated))
            .addHttpFilters(
                HttpFilter.newBuilder()
                    .setName("envoy.filters.http.router")
                    .setTypedConfig(Any.pack(Router.getDefaultInstance())))
            .build();
    Listener listener =
        Listener.newBuilder()
            .setName("edge")
            .setAddress(address(port))
            .addFilterChains(
                FilterChain.newBuilder()
                    .addFilters(
                        Filter.newBuilder()
                            .setName("envoy.filters.network.http_connection_manager")
                            .setTypedConfig(Any.pack(manager))))
            .build();
    RouteConfiguration routes =
        RouteConfiguration.newBuilder()
            .setName("routes")
            .addVirtualHosts(
                VirtualHost.newBuilder()
                    .setName("all")
                    .addDomains("*")
                    .addRoutes(
                        Route.newBuilder()
                            .setMatch(RouteMatch.newBuilder().setPathSeparatedPrefix(prefix))
                            .setRoute(RouteAction.newBuilder().setCluster("web"))))
            .build();
    Cluster cluster =
        Cluster.newBuilder()
            .setName("web")
            .setType(Cluster.DiscoveryType.EDS)
            .setEdsClusterConfig(Cluster.EdsClusterConfig.newBuilder().setEdsConfig(aggregated))
            .build();
    ClusterLoadAssignment endpoints =
        ClusterLoadAssignment.newBuilder()
            .setClusterName("web")
            .addEndpoints(
                LocalityLbEndpoints.newBuilder()
                    .addLbEndpoints(
                        LbEndpoint.newBuilder()
                            .setEndpoint(
                                Endpoint.newBuilder()
                                    .setAddress(address(upstream.getAddress().getPort())))))
            .build();
    return Snapshot.create(
        List.of(cluster),
        List.of(endpoints),
        List.of(listener),
        List.of(routes),
        List.of(),
        version);
  }

  private static Address address(int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress("127.0.0.1").setPortValue(port))
        .build();
  }
}
