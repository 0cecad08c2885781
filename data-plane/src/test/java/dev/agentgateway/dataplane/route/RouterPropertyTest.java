package dev.agentgateway.dataplane.route;

import static dev.agentgateway.dataplane.route.RouteTables.host;
import static dev.agentgateway.dataplane.route.RouteTables.request;
import static dev.agentgateway.dataplane.route.RouteTables.route;
import static dev.agentgateway.dataplane.route.RouteTables.table;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.agentgateway.dataplane.config.RouteConfig;
import dev.agentgateway.dataplane.config.RouteMatch;
import dev.agentgateway.dataplane.config.RouteMatch.NamedMatch;
import dev.agentgateway.dataplane.config.RouteMatch.PathMatch;
import dev.agentgateway.dataplane.config.RouteMatch.ValueMatch;
import dev.agentgateway.dataplane.config.VirtualHostConfig;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.RequestHead;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The compiled structure answers what a scan of all routes in order of precedence answers. */
final class RouterPropertyTest {
  private static final long SEED = 20261123;
  private static final int TABLES = 400;
  private static final int REQUESTS = 100;
  private static final List<String> SEGMENTS = List.of("a", "b", "ab", "c");
  private static final HeaderName HEADER = HeaderName.of("x-h");

  private final Random random = new Random(SEED);

  @Test
  void aGeneratedTableAnswersAsALinearScan() {
    int hits = 0;
    for (int t = 0; t < TABLES; t++) {
      List<RouteConfig> routes = new ArrayList<>();
      List<VirtualHostConfig> hosts = new ArrayList<>();
      for (int h = 0; h < 3; h++) {
        List<RouteConfig> own = routes(t + "/" + h);
        routes.addAll(own);
        hosts.add(host("http", "*", own.toArray(new RouteConfig[0])));
      }
      Router router = Router.compile(table(hosts.toArray(new VirtualHostConfig[0])), null);
      List<RouteConfig> ordered =
          routes.stream()
              .sorted(
                  Comparator.comparing((RouteConfig r) -> r.precedence().isEmpty())
                      .thenComparing(RouteConfig::precedence))
              .toList();
      for (int r = 0; r < REQUESTS; r++) {
        RequestHead head = head();
        Optional<RouteConfig> expected =
            ordered.stream().filter(route -> matches(route.match(), head)).findFirst();
        ChosenRoute chosen = router.route(head);
        assertThat(Optional.ofNullable(chosen).map(ChosenRoute::route))
            .as("%s %s with %s", head.method(), head.target(), head.headers().get(HEADER))
            .isEqualTo(expected);
        hits += chosen == null ? 0 : 1;
      }
    }
    assertThat(hits).isBetween(TABLES * REQUESTS / 4, TABLES * REQUESTS * 99 / 100);
  }

  private List<RouteConfig> routes(String name) {
    List<RouteConfig> routes = new ArrayList<>();
    int count = random.nextInt(8);
    for (int i = 0; i < count; i++) {
      String precedence = random.nextInt(5) == 0 ? "" : "" + (char) ('a' + random.nextInt(6));
      routes.add(route(name + "/" + i, precedence, match()));
    }
    return routes;
  }

  private RouteMatch match() {
    return new RouteMatch(
        pathMatch(),
        random.nextInt(4) == 0 ? Optional.of("POST") : Optional.empty(),
        random.nextInt(3) == 0 ? List.of(named("x-h")) : List.of(),
        random.nextInt(4) == 0 ? List.of(named("q")) : List.of());
  }

  private NamedMatch named(String name) {
    ValueMatch value =
        switch (random.nextInt(3)) {
          case 0 -> new ValueMatch.Exact("" + random.nextInt(3));
          case 1 -> new ValueMatch.Regex(Pattern.compile("[01]"));
          default -> new ValueMatch.Present();
        };
    return new NamedMatch(name, value, random.nextInt(4) == 0);
  }

  private PathMatch pathMatch() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> new PathMatch.Exact(path());
      case 2, 3 -> new PathMatch.SegmentPrefix(random.nextBoolean() ? path() : path() + "/");
      case 4 -> new PathMatch.Prefix(path());
      case 5 -> new PathMatch.Prefix(random.nextBoolean() ? "" : "/");
      case 6 -> new PathMatch.SegmentPrefix("/");
      default -> new PathMatch.Regex(Pattern.compile("/a.*"));
    };
  }

  private String path() {
    StringBuilder path = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      path.append('/').append(SEGMENTS.get(random.nextInt(SEGMENTS.size())));
    }
    return path.toString();
  }

  private RequestHead head() {
    String target = random.nextInt(10) == 0 ? "/" : path() + (random.nextBoolean() ? "" : "/");
    if (random.nextBoolean()) {
      target += "?q=" + random.nextInt(3) + "&q=1";
    }
    RequestHead head = request(random.nextBoolean() ? "GET" : "POST", "any.host:80", target);
    if (random.nextBoolean()) {
      head.headers().add("X-H", "" + random.nextInt(3));
    }
    return head;
  }

  // The reference: plain string operations, no index.
  private static boolean matches(RouteMatch match, RequestHead head) {
    int at = head.target().indexOf("?q=");
    String query = at < 0 ? null : head.target().substring(at + 3, at + 4);
    return matchesPath(match.path(), head.path())
        && match.method().map(head.method()::equals).orElse(true)
        && match.headers().stream().allMatch(h -> matches(h, head.headers().get(HEADER)))
        && match.query().stream().allMatch(q -> matches(q, query));
  }

  private static boolean matches(NamedMatch match, @Nullable String value) {
    if (value == null) {
      return match.inverted() && match.value() instanceof ValueMatch.Present;
    }
    return match.inverted()
        != switch (match.value()) {
          case ValueMatch.Exact(String expected) -> value.equals(expected);
          case ValueMatch.Regex(Pattern pattern) -> pattern.matches(value);
          case ValueMatch.Present() -> true;
        };
  }

  private static boolean matchesPath(PathMatch match, String path) {
    return switch (match) {
      case PathMatch.Exact(String exact) -> path.equals(exact);
      case PathMatch.SegmentPrefix(String prefix) ->
          (path + "/").startsWith(prefix.endsWith("/") ? prefix : prefix + "/");
      case PathMatch.Prefix(String prefix) -> path.startsWith(prefix);
      case PathMatch.Regex(Pattern pattern) -> pattern.matches(path);
    };
  }
}
