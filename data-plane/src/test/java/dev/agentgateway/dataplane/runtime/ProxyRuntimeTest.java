package dev.agentgateway.dataplane.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.ClusterConfig;
import dev.agentgateway.dataplane.config.EndpointsConfig;
import dev.agentgateway.dataplane.config.GatewayPolicies;
import dev.agentgateway.dataplane.config.HeaderMutation;
import dev.agentgateway.dataplane.config.HttpConfig;
import dev.agentgateway.dataplane.config.ListenerConfig;
import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.config.RouteConfig;
import dev.agentgateway.dataplane.config.RouteMatch;
import dev.agentgateway.dataplane.config.RouteMatch.PathMatch;
import dev.agentgateway.dataplane.config.RouteTableConfig;
import dev.agentgateway.dataplane.config.SecretConfig;
import dev.agentgateway.dataplane.config.VirtualHostConfig;
import dev.agentgateway.dataplane.listener.Listeners;
import dev.agentgateway.dataplane.telemetry.Telemetry;
import dev.agentgateway.dataplane.telemetry.TelemetrySettings;
import dev.agentgateway.dataplane.transport.EventLoops;
import dev.agentgateway.dataplane.upstream.Clusters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Configurations applied to a real data path. */
final class ProxyRuntimeTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final EventLoops loops = new EventLoops(1, false);
  private final Clusters clusters = new Clusters(loops);
  private final Listeners listeners = new Listeners(loops, clusters);
  private final ClusterTargets targets = new ClusterTargets();
  private final Telemetry telemetry =
      new Telemetry(
          new TelemetrySettings("test", "0", Map.of(), TelemetrySettings.DEFAULT_QUEUE_BYTES),
          targets);
  private final ProxyRuntime runtime = new ProxyRuntime(clusters, listeners, telemetry, targets);
  private final HttpClient client = HttpClient.newHttpClient();

  ProxyRuntimeTest() {
    loops.start();
  }

  @AfterEach
  void stop() {
    client.close();
    listeners.close();
    clusters.close();
    telemetry.close(Duration.ZERO);
    loops.close();
  }

  @Test
  void theNewestRoutesAnswerOnTheSameSocket() throws Exception {
    ListenerConfig listener = listener("l", ANY_PORT, "t");
    runtime.apply(config(List.of(listener), table("t", reply(200, "first"))));
    int port = port("l");
    assertThat(get(port).body()).isEqualTo("first");
    runtime.apply(config(List.of(listener), table("t", reply(201, "second"))));
    assertThat(get(port).body()).isEqualTo("second");
  }

  @Test
  void anUnchangedListenerAndTableAreServedByTheSameObjects() {
    ListenerConfig listener = listener("l", ANY_PORT, "t");
    RouteTableConfig table = table("t", reply(200, "same"));
    runtime.apply(config(List.of(listener), table));
    ServedPort before = runtime.served().ports().get("l");
    runtime.apply(config(List.of(listener), table));
    ServedPort after = runtime.served().ports().get("l");
    assertThat(after).isNotNull().isEqualTo(before);
    assertThat(Objects.requireNonNull(after).port().telemetry())
        .isSameAs(Objects.requireNonNull(before).port().telemetry());
  }

  @Test
  void aListenerThatCannotBeBoundLeavesTheOthersAlone() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
      runtime.apply(
          config(
              List.of(listener("bad", address, "t"), listener("good", ANY_PORT, "t")),
              table("t", reply(200, "good"))));
      assertThat(get(port("good")).body()).isEqualTo("good");
    }
  }

  @Test
  void aListenerWithoutItsRouteTableAnswers404() throws Exception {
    runtime.apply(config(List.of(listener("l", ANY_PORT, "missing"))));
    assertThat(get(port("l")).statusCode()).isEqualTo(404);
  }

  @Test
  void collectorsAreWhereTheNewestConfigurationSays() {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4317);
    ProxyConfig config =
        new ProxyConfig(
            Map.of(),
            Map.of(),
            Map.of(
                "eds", cluster("eds", new ClusterConfig.EndpointSource.Eds("e")),
                "fixed",
                    cluster(
                        "fixed",
                        new ClusterConfig.EndpointSource.Fixed(
                            List.of(new EndpointsConfig.Endpoint(address, 1))))),
            Map.of(
                "e",
                new EndpointsConfig("e", List.of(new EndpointsConfig.Endpoint(address, 1)), "1")),
            Map.of("s", new SecretConfig("s", "swordfish")));
    runtime.apply(config);
    assertThat(targets.target("eds").orElseThrow().addresses()).containsExactly(address);
    assertThat(targets.target("fixed").orElseThrow().addresses()).containsExactly(address);
    assertThat(targets.target("none")).isEmpty();
    assertThat(targets.secret("s")).contains("swordfish");
    runtime.apply(ProxyConfig.EMPTY);
    assertThat(targets.target("eds")).isEmpty();
    assertThat(targets.secret("s")).isEmpty();
  }

  private int port(String listener) {
    return listeners.stats().stream()
        .filter(each -> each.name().equals(listener))
        .flatMap(each -> each.bound().stream())
        .findFirst()
        .orElseThrow()
        .getPort();
  }

  private HttpResponse<String> get(int port) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .timeout(Duration.ofSeconds(20))
            .build(),
        BodyHandlers.ofString());
  }

  private static ProxyConfig config(List<ListenerConfig> listeners, RouteTableConfig... tables) {
    return new ProxyConfig(
        listeners.stream().collect(Collectors.toMap(ListenerConfig::name, each -> each)),
        Stream.of(tables).collect(Collectors.toMap(RouteTableConfig::name, each -> each)),
        Map.of(),
        Map.of(),
        Map.of());
  }

  private static ListenerConfig listener(String name, InetSocketAddress address, String table) {
    return new ListenerConfig(
        name, List.of(address), table, HttpConfig.DEFAULT, GatewayPolicies.NONE, "1");
  }

  private static ClusterConfig cluster(String name, ClusterConfig.EndpointSource endpoints) {
    return new ClusterConfig(name, "", endpoints, Duration.ofSeconds(5), Optional.empty(), "1");
  }

  private static RouteTableConfig table(String name, RouteAction action) {
    RouteConfig route =
        new RouteConfig(
            new RouteConfig.Identity("ns/r", "0", "/*"),
            "",
            new RouteMatch(new PathMatch.Prefix("/"), Optional.empty(), List.of(), List.of()),
            action,
            HeaderMutation.NONE,
            HeaderMutation.NONE);
    return new RouteTableConfig(
        name, List.of(new VirtualHostConfig("vh", List.of("*"), "", List.of(route), "1")), "1");
  }

  private static RouteAction reply(int status, String body) {
    return new RouteAction.Reply(status, body);
  }
}
