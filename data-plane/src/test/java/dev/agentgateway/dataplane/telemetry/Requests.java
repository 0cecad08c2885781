package dev.agentgateway.dataplane.telemetry;

import com.google.re2j.Pattern;
import dev.agentgateway.dataplane.config.ClusterConfig;
import dev.agentgateway.dataplane.config.GatewayPolicies;
import dev.agentgateway.dataplane.config.HeaderMutation;
import dev.agentgateway.dataplane.config.HttpConfig;
import dev.agentgateway.dataplane.config.ListenerConfig;
import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.config.RouteConfig;
import dev.agentgateway.dataplane.config.RouteMatch;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.Exchange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Requests as the proxy would have them. */
public final class Requests {
  private static final InetSocketAddress CLIENT = address(192, 0, 2, 7, 54_321);
  private static final InetSocketAddress LOCAL = address(192, 0, 2, 1, 8080);

  private Requests() {}

  public static InetSocketAddress address(int a, int b, int c, int d, int port) {
    try {
      byte[] bytes = {(byte) a, (byte) b, (byte) c, (byte) d};
      return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public static ListenerConfig listener(GatewayPolicies policies) {
    return new ListenerConfig(
        "demo/edge/8080",
        List.of(LOCAL),
        "demo/edge/8080",
        HttpConfig.DEFAULT,
        policies,
        "v-listener");
  }

  /** A request that has begun. */
  public static Exchange exchange(String method, String target) {
    return exchange(listener(GatewayPolicies.NONE), method, target);
  }

  public static Exchange exchange(ListenerConfig listener, String method, String target) {
    Exchange exchange = new Exchange(CLIENT, LOCAL, listener);
    begin(exchange, method, target);
    return exchange;
  }

  /** The next request on the same connection. */
  public static void begin(Exchange exchange, String method, String target) {
    exchange.request().headers().clear();
    exchange.request().setMethod(method);
    exchange.request().setTarget(target);
    exchange.request().setAuthority("user:secret@api.example.com:8443");
    exchange.begin(1_700_000_000_000_000_000L, System.nanoTime());
  }

  /** The cluster of Service/demo/llm/80, without TLS. */
  public static ClusterConfig cluster() {
    return new ClusterConfig(
        "cluster",
        "Service/demo/llm/80",
        new ClusterConfig.EndpointSource.Fixed(List.of()),
        Duration.ofSeconds(5),
        Optional.empty(),
        "v-cluster");
  }

  /** Route demo/chat, rule "ask", pattern {@code /v1/*}, Gateway listener "web". */
  public static ChosenRoute route() {
    return new ChosenRoute(
        new RouteConfig(
            new RouteConfig.Identity("demo/chat", "ask", "/v1/*"),
            "",
            new RouteMatch(
                new RouteMatch.PathMatch.Regex(Pattern.compile(".*")),
                Optional.empty(),
                List.of(),
                List.of()),
            new RouteAction.Reply(204, ""),
            HeaderMutation.NONE,
            HeaderMutation.NONE),
        "web",
        "v-host");
  }
}
