package dev.agentgateway.dataplane.listener;

import dev.agentgateway.dataplane.config.BackendConfig;
import dev.agentgateway.dataplane.config.ClusterConfig;
import dev.agentgateway.dataplane.config.ClusterConfig.EndpointSource;
import dev.agentgateway.dataplane.config.EndpointsConfig.Endpoint;
import dev.agentgateway.dataplane.config.GatewayPolicies;
import dev.agentgateway.dataplane.config.HeaderMutation;
import dev.agentgateway.dataplane.config.HttpConfig;
import dev.agentgateway.dataplane.config.ListenerConfig;
import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.config.RouteAction.Forward;
import dev.agentgateway.dataplane.config.RouteAction.RetryConfig;
import dev.agentgateway.dataplane.config.RouteAction.Rewrite;
import dev.agentgateway.dataplane.config.RouteAction.WeightedCluster;
import dev.agentgateway.dataplane.config.RouteConfig;
import dev.agentgateway.dataplane.config.RouteMatch;
import dev.agentgateway.dataplane.config.ServerTlsConfig;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.Port;
import dev.agentgateway.dataplane.exchange.RequestTelemetry;
import dev.agentgateway.dataplane.exchange.Secrets;
import dev.agentgateway.dataplane.transport.EventLoops;
import dev.agentgateway.dataplane.upstream.Clusters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A proxy on loopback whose only route is what a test asks for. */
final class TestProxy implements AutoCloseable {
  static final String CLUSTER = "upstream";

  private final EventLoops loops;
  private final Clusters clusters;
  private final Listeners listeners;
  private final InetSocketAddress listen;
  private RequestTelemetry telemetry = RequestTelemetry.NONE;
  private HttpConfig http = HttpConfig.DEFAULT;
  private RouteAction action = forward(RetryConfig.NONE, Duration.ZERO);
  private List<InetSocketAddress> endpoints = List.of();
  private final Map<String, List<InetSocketAddress>> others = new HashMap<>();
  private Secrets secrets = Secrets.NONE;
  private List<ServerTlsConfig> chains = List.of();

  TestProxy() {
    this(0, 1);
  }

  TestProxy(int port, int threads) {
    loops = new EventLoops(threads, false);
    clusters = new Clusters(loops);
    listeners = new Listeners(loops, clusters);
    listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  TestProxy telemetry(RequestTelemetry listener) {
    telemetry = listener;
    return this;
  }

  TestProxy http(HttpConfig config) {
    http = config;
    return this;
  }

  TestProxy action(RouteAction newAction) {
    action = newAction;
    return this;
  }

  /** Speaks TLS by these filter chains. */
  TestProxy tls(ServerTlsConfig... newChains) {
    chains = List.of(newChains);
    return this;
  }

  TestProxy secrets(Secrets values) {
    secrets = values;
    return this;
  }

  /** Goes to the upstream, which speaks this. */
  TestProxy backend(BackendConfig backend) {
    return action(forward(RetryConfig.NONE, Duration.ZERO, backend));
  }

  TestProxy to(InetSocketAddress... addresses) {
    endpoints = List.of(addresses);
    return this;
  }

  /** A further cluster. */
  TestProxy cluster(String name, InetSocketAddress... addresses) {
    others.put(name, List.of(addresses));
    return this;
  }

  TestProxy start() {
    loops.start();
    return update();
  }

  /** Serves what was set since. */
  TestProxy update() {
    List<Endpoint> all = new ArrayList<>();
    endpoints.forEach(address -> all.add(new Endpoint(address, 1)));
    Map<String, ClusterConfig> byName = new HashMap<>();
    byName.put(CLUSTER, cluster(CLUSTER, all));
    others.forEach(
        (name, addresses) ->
            byName.put(
                name,
                cluster(
                    name, addresses.stream().map(address -> new Endpoint(address, 1)).toList())));
    clusters.update(new ProxyConfig(Map.of(), Map.of(), byName, Map.of(), Map.of()));
    RouteConfig route =
        new RouteConfig(
            new RouteConfig.Identity("test/route", "0", "/*"),
            "",
            new RouteMatch(
                new RouteMatch.PathMatch.Prefix("/"), Optional.empty(), List.of(), List.of()),
            action,
            HeaderMutation.NONE,
            HeaderMutation.NONE);
    ChosenRoute chosen = new ChosenRoute(route, "", "1");
    ListenerConfig plain =
        new ListenerConfig("test", List.of(listen), "test", http, GatewayPolicies.NONE, "1");
    if (chains.isEmpty()) {
      listeners.update(List.of(new Port(plain, request -> chosen, telemetry, secrets)));
    } else {
      listeners.update(chains.stream().map(tls -> port(plain, tls, route)).toList());
    }
    return this;
  }

  /** A filter chain whose own answers are its name. */
  private Port port(ListenerConfig plain, ServerTlsConfig tls, RouteConfig route) {
    RouteAction own =
        route.action() instanceof RouteAction.Reply reply
            ? new RouteAction.Reply(reply.status(), tls.chain())
            : route.action();
    RouteConfig ofChain =
        new RouteConfig(
            route.identity(), "", route.match(), own, HeaderMutation.NONE, HeaderMutation.NONE);
    ChosenRoute chosen = new ChosenRoute(ofChain, tls.chain(), "1");
    ListenerConfig config =
        new ListenerConfig(
            plain.name(),
            plain.addresses(),
            plain.routeTable(),
            plain.http(),
            plain.policies(),
            plain.version(),
            Optional.of(tls));
    return new Port(config, request -> chosen, telemetry, secrets);
  }

  InetSocketAddress address() {
    return listeners.stats().getFirst().bound().getFirst();
  }

  Listeners listeners() {
    return listeners;
  }

  Clusters clusters() {
    return clusters;
  }

  static Forward forward(RetryConfig retry, Duration timeout) {
    return forward(retry, timeout, BackendConfig.PLAIN);
  }

  static Forward forward(RetryConfig retry, Duration timeout, BackendConfig backend) {
    return new Forward(
        List.of(new WeightedCluster(CLUSTER, 1, HeaderMutation.NONE, HeaderMutation.NONE, backend)),
        503,
        timeout,
        Optional.empty(),
        retry,
        Rewrite.NONE);
  }

  private static ClusterConfig cluster(String name, List<Endpoint> endpoints) {
    return new ClusterConfig(
        name,
        "",
        new EndpointSource.Fixed(endpoints),
        Duration.ofSeconds(5),
        Optional.empty(),
        "1");
  }

  @Override
  public void close() {
    listeners.close();
    clusters.close();
    loops.close();
  }

  /** Runs a proxy for measurements: {@code LISTEN_PORT UPSTREAM_PORT [THREADS]}. */
  public static void main(String[] arguments) throws InterruptedException {
    int threads = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (TestProxy proxy =
        new TestProxy(Integer.parseInt(arguments[0]), threads)
            .to(new InetSocketAddress(loopback, Integer.parseInt(arguments[1])))
            .start()) {
      System.out.println("listening on " + proxy.address());
      Thread.currentThread().join();
    }
  }
}
