package dev.agentgateway.dataplane.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.agentgateway.dataplane.config.BackendConfig;
import dev.agentgateway.dataplane.config.GatewayPolicies;
import dev.agentgateway.dataplane.config.HeaderMutation;
import dev.agentgateway.dataplane.config.HeaderMutation.Field;
import dev.agentgateway.dataplane.config.HttpConfig;
import dev.agentgateway.dataplane.config.ListenerConfig;
import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.config.RouteAction.PathRewrite;
import dev.agentgateway.dataplane.config.RouteConfig;
import dev.agentgateway.dataplane.config.RouteMatch;
import dev.agentgateway.dataplane.config.RouteMatch.PathMatch;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestHead;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RouteFiltersTest {

  // The table of HTTPPathModifier.replacePrefixMatch and the root prefix.
  @ParameterizedTest
  @CsvSource({
    "/foo/bar, /foo, /xyz, /xyz/bar",
    "/foo/bar, /foo, /xyz/, /xyz/bar",
    "/foo/bar, /foo/, /xyz, /xyz/bar",
    "/foo/bar, /foo/, /xyz/, /xyz/bar",
    "/foo, /foo, /xyz, /xyz",
    "/foo/, /foo, /xyz, /xyz/",
    "/foo/bar, /foo, '', /bar",
    "/foo/, /foo, '', /",
    "/foo, /foo, '', /",
    "/foo/, /foo, /, /",
    "/foo, /foo, /, /",
    "/foo/bar, /foo, /, /bar",
    "/b, /, /x, /x/b",
    "/, /, /x, /x/",
    "/foobar, /foo, /x, /foobar",
    "/foo/bar?q=/foo, /foo, /x, /x/bar?q=/foo",
  })
  void aSegmentPrefixIsReplacedAsGatewayApiSays(
      String target, String matched, String replacement, String expected) {
    assertThat(
            upstreamTarget(
                target,
                new PathMatch.SegmentPrefix(matched),
                new PathRewrite.Prefix(matched, replacement)))
        .isEqualTo(expected);
  }

  @Test
  void aCharacterPrefixIsReplacedAsItStands() {
    assertThat(
            upstreamTarget(
                "/foobar?q", new PathMatch.Prefix("/foo"), new PathRewrite.Prefix("/foo", "/x")))
        .isEqualTo("/xbar?q");
  }

  @Test
  void aFullPathReplacesThePathAndKeepsTheQuery() {
    assertThat(upstreamTarget("/a/b?q=1", root(), new PathRewrite.Full("/new")))
        .isEqualTo("/new?q=1");
  }

  @Test
  void aRegexReplacesEveryMatchWithItsGroups() {
    PathRewrite rewrite = new PathRewrite.Regex(Pattern.compile("/v([0-9])"), "/api\\1\\\\x");
    assertThat(upstreamTarget("/v1/v2?/v3", root(), rewrite)).isEqualTo("/api1\\x/api2\\x?/v3");
  }

  @Test
  void theHostIsRewrittenAndTheRoutesHeaderChangesComeAfterTheClusters() {
    RequestHead head = head("/p");
    head.headers().add("X-Set", "client");
    head.headers().add("x-set", "client2");
    head.headers().add("x-gone", "1");
    RouteConfig route =
        route(
            root(),
            new HeaderMutation(
                List.of(new Field("X-Set", "route")),
                List.of(new Field("x-add", "2")),
                List.of("x-gone")));
    HeaderMutation ofCluster =
        new HeaderMutation(
            List.of(new Field("x-set", "cluster")), List.of(new Field("x-add", "1")), List.of());
    RouteFilters.toUpstream(
        head,
        route,
        forward(new PathRewrite.Keep(), Optional.of("other.example")),
        new RouteAction.WeightedCluster(
            "c", 1, ofCluster, HeaderMutation.NONE, BackendConfig.PLAIN));
    assertThat(head.authority()).isEqualTo("other.example");
    assertThat(fields(head.headers())).containsExactly("X-Set: route", "x-add: 1", "x-add: 2");
  }

  @Test
  void settingTheHostHeaderChangesTheAuthorityAndNothingElse() {
    RequestHead head = head("/p");
    RouteFilters.toUpstream(
        head,
        route(root(), new HeaderMutation(List.of(new Field("Host", "h")), List.of(), List.of())),
        forward(new PathRewrite.Keep(), Optional.empty()),
        new RouteAction.WeightedCluster(
            "c", 1, HeaderMutation.NONE, HeaderMutation.NONE, BackendConfig.PLAIN));
    assertThat(head.authority()).isEqualTo("h");
    assertThat(head.headers().contains(HeaderName.of("host"))).isFalse();
  }

  @Test
  void responsesGetTheClustersAndTheRoutesChanges() {
    Headers headers = new Headers();
    headers.add("server", "x");
    RouteConfig route = route(root(), HeaderMutation.NONE);
    RouteFilters.toDownstream(
        headers,
        route,
        new RouteAction.WeightedCluster(
            "c",
            1,
            HeaderMutation.NONE,
            new HeaderMutation(List.of(), List.of(new Field("x-from", "c")), List.of("server")),
            BackendConfig.PLAIN));
    assertThat(fields(headers)).containsExactly("x-from: c");
    RouteFilters.toDownstream(headers, route, null);
    assertThat(fields(headers)).containsExactly("x-from: c");
  }

  @ParameterizedTest
  @CsvSource({
    // authority, listener port, scheme, host, port, expected
    "a.io, 8080, '', '', '', http://a.io:8080/p/q?x=1",
    "a.io:9999, 80, '', '', '', http://a.io/p/q?x=1",
    "a.io:8080, 8080, https, '', '', https://a.io/p/q?x=1",
    "a.io:8080, 8080, https, '', 8443, https://a.io:8443/p/q?x=1",
    "a.io:8080, 8080, https, '', 80, https://a.io:80/p/q?x=1",
    "a.io:8080, 8080, '', b.io, 80, http://b.io/p/q?x=1",
    "a.io:8080, 8080, http, b.io, '', http://b.io/p/q?x=1",
    "[::1]:8080, 8080, '', '', '', http://[::1]:8080/p/q?x=1",
    "a.io, 443, '', '', '', http://a.io:443/p/q?x=1",
  })
  void aRedirectsPortIsItsOwnElseItsSchemesElseTheListeners(
      String authority, int listenerPort, String scheme, String host, String port, String url) {
    RouteAction.Redirect redirect =
        new RouteAction.Redirect(
            302,
            Optional.of(scheme).filter(s -> !s.isEmpty()),
            Optional.of(host).filter(s -> !s.isEmpty()),
            Optional.of(port).filter(s -> !s.isEmpty()).map(Integer::valueOf),
            new PathRewrite.Keep(),
            false);
    assertThat(RouteFilters.location(exchange(authority, listenerPort, "/p/q?x=1"), redirect))
        .isEqualTo(url);
  }

  @Test
  void aRedirectReplacesThePrefixAndDropsTheQueryWhereAsked() {
    RouteAction.Redirect redirect =
        new RouteAction.Redirect(
            301,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new PathRewrite.Prefix("/p", "/"),
            true);
    assertThat(RouteFilters.location(exchange("a.io", 80, "/p/q?x=1"), redirect))
        .isEqualTo("http://a.io/q");
  }

  private static String upstreamTarget(String target, PathMatch match, PathRewrite rewrite) {
    RequestHead head = head(target);
    RouteFilters.toUpstream(
        head,
        route(match, HeaderMutation.NONE),
        forward(rewrite, Optional.empty()),
        new RouteAction.WeightedCluster(
            "c", 1, HeaderMutation.NONE, HeaderMutation.NONE, BackendConfig.PLAIN));
    return head.target();
  }

  private static Exchange exchange(String authority, int listenerPort, String target) {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), listenerPort);
    ListenerConfig listener =
        new ListenerConfig(
            "l", List.of(address), "t", HttpConfig.DEFAULT, GatewayPolicies.NONE, "1");
    Exchange exchange =
        new Exchange(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 40000), address, listener);
    exchange.request().setMethod("GET");
    exchange.request().setAuthority(authority);
    exchange.request().setTarget(target);
    exchange.begin(1, 1);
    exchange.setRoute(
        new ChosenRoute(
            route(new PathMatch.SegmentPrefix("/p"), HeaderMutation.NONE), "http", "1"));
    return exchange;
  }

  private static RequestHead head(String target) {
    RequestHead head = new RequestHead();
    head.setMethod("GET");
    head.setAuthority("client.example");
    head.setTarget(target);
    return head;
  }

  private static PathMatch root() {
    return new PathMatch.SegmentPrefix("/");
  }

  private static RouteConfig route(PathMatch path, HeaderMutation requestHeaders) {
    return new RouteConfig(
        new RouteConfig.Identity("ns/r", "0", "/*"),
        "",
        new RouteMatch(path, Optional.empty(), List.of(), List.of()),
        new RouteAction.Reply(200, ""),
        requestHeaders,
        HeaderMutation.NONE);
  }

  private static RouteAction.Forward forward(PathRewrite rewrite, Optional<String> host) {
    return new RouteAction.Forward(
        List.of(
            new RouteAction.WeightedCluster(
                "c", 1, HeaderMutation.NONE, HeaderMutation.NONE, BackendConfig.PLAIN)),
        503,
        Duration.ZERO,
        Optional.empty(),
        RouteAction.RetryConfig.NONE,
        new RouteAction.Rewrite(rewrite, host));
  }

  private static List<String> fields(Headers headers) {
    List<String> fields = new ArrayList<>();
    for (int slot = 0; slot < headers.slots(); slot++) {
      if (headers.isPresent(slot)) {
        fields.add(headers.name(slot) + ": " + headers.value(slot));
      }
    }
    return fields;
  }
}
