package dev.agentgateway.dataplane.route;

import static dev.agentgateway.dataplane.route.RouteTables.catchAll;
import static dev.agentgateway.dataplane.route.RouteTables.host;
import static dev.agentgateway.dataplane.route.RouteTables.request;
import static dev.agentgateway.dataplane.route.RouteTables.route;
import static dev.agentgateway.dataplane.route.RouteTables.table;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.agentgateway.dataplane.config.RouteMatch;
import dev.agentgateway.dataplane.config.RouteMatch.NamedMatch;
import dev.agentgateway.dataplane.config.RouteMatch.PathMatch;
import dev.agentgateway.dataplane.config.RouteMatch.ValueMatch;
import dev.agentgateway.dataplane.config.RouteTableConfig;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.RequestHead;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RouterTest {
  private static final PathMatch ALL = new PathMatch.SegmentPrefix("/");

  @Test
  void exactHostsWinOverLongSuffixesAndThoseOverShortOnesAndTheStarIsLast() {
    RouteTableConfig hosts =
        table(
            host("http", "*", route("star", "", ALL)),
            host("http", "*.io", route("short", "", ALL)),
            host("http", "*.a.io", route("long", "", ALL)),
            host("http", "b.a.io", route("exact", "", ALL)));
    assertThat(chosen(hosts, "b.a.io", "/")).isEqualTo("exact");
    assertThat(chosen(hosts, "c.a.io", "/")).isEqualTo("long");
    assertThat(chosen(hosts, "c.b.a.io", "/")).isEqualTo("long");
    assertThat(chosen(hosts, "a.io", "/")).isEqualTo("short");
    assertThat(chosen(hosts, "io", "/")).isEqualTo("star");
    assertThat(chosen(hosts, "", "/")).isEqualTo("star");
  }

  @Test
  void caseAndPortOfTheHostDoNotCount() {
    RouteTableConfig hosts =
        table(
            host("http", "a.example", route("name", "", ALL)),
            host("http", "[::1]", route("ip", "", ALL)));
    assertThat(chosen(hosts, "A.Example:8080", "/")).isEqualTo("name");
    assertThat(chosen(hosts, "[::1]:8080", "/")).isEqualTo("ip");
    assertThat(chosen(hosts, "[::1]", "/")).isEqualTo("ip");
    assertThat(chosen(hosts, "b.example:8080", "/")).isEqualTo("none");
  }

  @Test
  void aRequestFallsThroughToLessSpecificDomainsOfItsListenerAndLastToItsCatchAll() {
    RouteTableConfig hosts =
        table(
            catchAll("http", "*"),
            host("http", "a.io", route("exact", "", new PathMatch.Exact("/exact"))),
            host("http", "*.io", route("suffix", "", new PathMatch.Exact("/suffix"))),
            host("http", "*", route("star", "0", new PathMatch.Exact("/star"))));
    assertThat(chosen(hosts, "a.io", "/exact")).isEqualTo("exact");
    assertThat(chosen(hosts, "a.io", "/star")).isEqualTo("star");
    assertThat(chosen(hosts, "b.a.io", "/suffix")).isEqualTo("suffix");
    assertThat(chosen(hosts, "a.io", "/nothing")).isEqualTo("");
    ChosenRoute unrouted = routed(hosts, "a.io", "/nothing");
    assertThat(unrouted.gatewayListener()).isEqualTo("http");
  }

  @Test
  void aListenerKeepsRequestsOfItsHostnameFromLessSpecificListeners() {
    RouteTableConfig hosts =
        table(
            catchAll("wide", "*"),
            catchAll("narrow", "*.a.io"),
            host("wide", "b.a.io", route("stolen", "0", ALL)),
            host("wide", "*", route("wide", "0", ALL)),
            host("narrow", "*.a.io", route("narrow", "0", new PathMatch.Exact("/n"))));
    assertThat(chosen(hosts, "b.a.io", "/n")).isEqualTo("narrow");
    assertThat(chosen(hosts, "b.a.io", "/other")).isEqualTo("");
    assertThat(routed(hosts, "b.a.io", "/other").gatewayListener()).isEqualTo("narrow");
    assertThat(chosen(hosts, "c.io", "/other")).isEqualTo("wide");
  }

  @Test
  void withoutAGatewayListenerTheMostSpecificDomainAloneAnswers() {
    RouteTableConfig hosts =
        table(
            host("", "a.io", route("exact", "", new PathMatch.Exact("/exact"))),
            host("", "*", route("star", "", ALL)));
    assertThat(chosen(hosts, "a.io", "/exact")).isEqualTo("exact");
    assertThat(chosen(hosts, "a.io", "/other")).isEqualTo("none");
    assertThat(chosen(hosts, "b.io", "/other")).isEqualTo("star");
  }

  @Test
  void prefixesTakeWholeSegmentsAndIgnoreATrailingSlash() {
    RouteTableConfig hosts =
        table(host("http", "*", route("foo", "", new PathMatch.SegmentPrefix("/foo/"))));
    assertThat(chosen(hosts, "h", "/foo")).isEqualTo("foo");
    assertThat(chosen(hosts, "h", "/foo/")).isEqualTo("foo");
    assertThat(chosen(hosts, "h", "/foo/bar?x=/y")).isEqualTo("foo");
    assertThat(chosen(hosts, "h", "/foo?bar")).isEqualTo("foo");
    assertThat(chosen(hosts, "h", "/foobar")).isEqualTo("none");
    assertThat(chosen(hosts, "h", "/fo")).isEqualTo("none");
  }

  @Test
  void characterPrefixesRegexesAndExactPathsLookAtThePathWithoutItsQuery() {
    RouteTableConfig hosts =
        table(
            host(
                "http",
                "*",
                route("regex", "1", new PathMatch.Regex(Pattern.compile("/r/[0-9]+"))),
                route("exact", "2", new PathMatch.Exact("/e")),
                route("prefix", "3", new PathMatch.Prefix("/pre"))));
    assertThat(chosen(hosts, "h", "/r/12?q")).isEqualTo("regex");
    assertThat(chosen(hosts, "h", "/r/12x")).isEqualTo("none");
    assertThat(chosen(hosts, "h", "/e?q=1")).isEqualTo("exact");
    assertThat(chosen(hosts, "h", "/e/")).isEqualTo("none");
    assertThat(chosen(hosts, "h", "/prefix/x")).isEqualTo("prefix");
    assertThat(chosen(hosts, "h", "/x?/pre")).isEqualTo("none");
  }

  @Test
  void precedenceMergesVirtualHostsOfADomainAndAnEmptyKeyIsLast() {
    RouteTableConfig hosts =
        table(
            host("http", "*", route("last", "", ALL), route("b", "b", ALL)),
            host("http", "*", route("a", "a", new PathMatch.Exact("/x"))));
    assertThat(chosen(hosts, "h", "/x")).isEqualTo("a");
    assertThat(chosen(hosts, "h", "/y")).isEqualTo("b");
  }

  @Test
  void methodHeadersAndQueryMustAllMatchAndTheFirstOfDuplicatesCounts() {
    RouteMatch match =
        new RouteMatch(
            ALL,
            Optional.of("POST"),
            List.of(new NamedMatch("x-v", new ValueMatch.Exact("1"), false)),
            List.of(
                new NamedMatch("q", new ValueMatch.Regex(Pattern.compile("a.c")), false),
                new NamedMatch("absent", new ValueMatch.Present(), true)));
    RouteTableConfig hosts = table(host("http", "*", route("all", "", match)));

    assertThat(chosen(hosts, withHeader("POST", "/?q=a%20c&q=zzz", "X-V", "1"))).isEqualTo("all");
    assertThat(chosen(hosts, withHeader("GET", "/?q=abc", "X-V", "1"))).isEqualTo("none");
    assertThat(chosen(hosts, withHeader("POST", "/?q=abcd", "X-V", "1"))).isEqualTo("none");
    assertThat(chosen(hosts, withHeader("POST", "/?q=zzz&q=abc", "X-V", "1"))).isEqualTo("none");
    assertThat(chosen(hosts, withHeader("POST", "/?q=abc&absent", "X-V", "1"))).isEqualTo("none");
    RequestHead twice = withHeader("POST", "/?q=abc", "x-v", "2");
    twice.headers().add("x-v", "1");
    assertThat(chosen(hosts, twice)).isEqualTo("none");
  }

  @Test
  void anAbsentHeaderDoesNotSatisfyAnInvertedValueMatch() {
    RouteMatch match =
        new RouteMatch(
            ALL,
            Optional.empty(),
            List.of(new NamedMatch("x-v", new ValueMatch.Exact("1"), true)),
            List.of());
    RouteTableConfig hosts = table(host("http", "*", route("not-1", "", match)));
    assertThat(chosen(hosts, "h", "/")).isEqualTo("none");
    assertThat(chosen(hosts, withHeader("GET", "/", "x-v", "2"))).isEqualTo("not-1");
    assertThat(chosen(hosts, withHeader("GET", "/", "x-v", "1"))).isEqualTo("none");
  }

  @Test
  void anUnchangedDomainIsNotCompiledAgain() {
    var a = host("http", "a.io", route("a", "", ALL));
    var b = host("http", "b.io", route("b", "", ALL));
    Router first = Router.compile(table(a, b), null);
    Router second = Router.compile(table(a, host("http", "b.io", route("b2", "", ALL))), first);
    assertThat(second.routes("http", "a.io")).isNotNull().isSameAs(first.routes("http", "a.io"));
    assertThat(second.routes("http", "b.io")).isNotNull().isNotSameAs(first.routes("http", "b.io"));
    assertThat(name(second.route(request("GET", "b.io", "/")))).isEqualTo("b2");
  }

  private static RequestHead withHeader(String method, String target, String name, String value) {
    RequestHead head = request(method, "h", target);
    head.headers().add(name, value);
    return head;
  }

  private static String chosen(RouteTableConfig table, String authority, String target) {
    return chosen(table, request("GET", authority, target));
  }

  private static String chosen(RouteTableConfig table, RequestHead head) {
    return name(Router.compile(table, null).route(head));
  }

  private static ChosenRoute routed(RouteTableConfig table, String authority, String target) {
    return Objects.requireNonNull(
        Router.compile(table, null).route(request("GET", authority, target)));
  }

  private static String name(@Nullable ChosenRoute chosen) {
    return chosen == null ? "none" : chosen.route().identity().route();
  }
}
