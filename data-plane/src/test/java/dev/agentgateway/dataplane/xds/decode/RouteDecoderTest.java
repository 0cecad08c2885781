package dev.agentgateway.dataplane.xds.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.Value;
import dev.agentgateway.dataplane.config.HeaderMutation;
import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.config.RouteAction.Forward;
import dev.agentgateway.dataplane.config.RouteAction.PathRewrite;
import dev.agentgateway.dataplane.config.RouteConfig;
import dev.agentgateway.dataplane.config.RouteMatch.NamedMatch;
import dev.agentgateway.dataplane.config.RouteMatch.PathMatch;
import dev.agentgateway.dataplane.config.RouteMatch.ValueMatch;
import dev.agentgateway.dataplane.config.VirtualHostConfig;
import dev.agentgateway.dataplane.xds.Fixtures;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction.ClusterNotFoundResponseCode;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.CorsPolicy;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RouteDecoderTest {

  @Test
  void readsEveryPathMatch() {
    assertThat(path(RouteMatch.newBuilder().setPath("/a"))).isEqualTo(new PathMatch.Exact("/a"));
    assertThat(path(RouteMatch.newBuilder().setPrefix("/a"))).isEqualTo(new PathMatch.Prefix("/a"));
    assertThat(path(RouteMatch.newBuilder().setPathSeparatedPrefix("/a")))
        .isEqualTo(new PathMatch.SegmentPrefix("/a"));
    assertThat(
            path(
                RouteMatch.newBuilder()
                    .setSafeRegex(RegexMatcher.newBuilder().setRegex("/a[0-9]+"))))
        .isInstanceOfSatisfying(
            PathMatch.Regex.class, regex -> assertThat(regex.pattern().matches("/a12")).isTrue());
  }

  @Test
  void readsMethodHeadersAndQuery() {
    RouteMatch match =
        RouteMatch.newBuilder()
            .setPrefix("/")
            .addHeaders(header(":method", StringMatcher.newBuilder().setExact("POST")))
            .addHeaders(header("X-Exact", StringMatcher.newBuilder().setExact("v")))
            .addHeaders(HeaderMatcher.newBuilder().setName("x-absent").setPresentMatch(false))
            .addHeaders(
                header("x-not", StringMatcher.newBuilder().setExact("v")).toBuilder()
                    .setInvertMatch(true))
            .addQueryParameters(
                QueryParameterMatcher.newBuilder().setName("q").setPresentMatch(true))
            .build();
    var decoded = valid(Fixtures.route("/", "c").toBuilder().setMatch(match).build()).match();
    assertThat(decoded.method()).contains("POST");
    assertThat(decoded.headers())
        .containsExactly(
            new NamedMatch("x-exact", new ValueMatch.Exact("v"), false),
            new NamedMatch("x-absent", new ValueMatch.Present(), true),
            new NamedMatch("x-not", new ValueMatch.Exact("v"), true));
    assertThat(decoded.query())
        .containsExactly(new NamedMatch("q", new ValueMatch.Present(), false));
  }

  @Test
  void aPrefixOfAValueIsLiteralText() {
    RouteMatch match =
        RouteMatch.newBuilder()
            .setPrefix("/")
            .addHeaders(header("x", StringMatcher.newBuilder().setPrefix("a.b")))
            .build();
    NamedMatch decoded =
        valid(Fixtures.route("/", "c").toBuilder().setMatch(match).build())
            .match()
            .headers()
            .getFirst();
    assertThat(decoded.value())
        .isInstanceOfSatisfying(
            ValueMatch.Regex.class,
            regex -> {
              assertThat(regex.pattern().matches("a.bc\nd")).isTrue();
              assertThat(regex.pattern().matches("axbc")).isFalse();
            });
  }

  @Test
  void whatWouldWidenAMatchIsRefused() {
    RouteMatch match =
        RouteMatch.newBuilder()
            .setPrefix("/")
            .setCaseSensitive(BoolValue.of(false))
            .setGrpc(RouteMatch.GrpcRouteMatchOptions.getDefaultInstance())
            .addHeaders(
                header("x", StringMatcher.newBuilder().setExact("v")).toBuilder()
                    .setTreatMissingHeaderAsEmpty(true))
            .build();
    assertThat(problems(Fixtures.route("/", "c").toBuilder().setMatch(match).build()))
        .containsExactly(
            "routes[0].match.grpc: not supported",
            "routes[0].match.case_sensitive: false (expected: true)",
            "routes[0].match.headers[0].treat_missing_header_as_empty: not supported");
  }

  @Test
  void aRegexThatDoesNotCompileIsRefusedWithItsText() {
    RouteMatch match =
        RouteMatch.newBuilder().setSafeRegex(RegexMatcher.newBuilder().setRegex("/a(?=b)")).build();
    assertThat(problems(Fixtures.route("/", "c").toBuilder().setMatch(match).build()))
        .singleElement()
        .asString()
        .startsWith("routes[0].match.safe_regex.regex: '/a(?=b)' is no RE2 expression");
  }

  @Test
  void readsWeightsTimeoutsRetriesAndRewrites() {
    var action =
        io.envoyproxy.envoy.config.route.v3.RouteAction.newBuilder()
            .setWeightedClusters(
                WeightedCluster.newBuilder()
                    .addClusters(share("a", 9))
                    .addClusters(share("gone", 1)))
            .setClusterNotFoundResponseCode(ClusterNotFoundResponseCode.INTERNAL_SERVER_ERROR)
            .setTimeout(Duration.newBuilder().setNanos(250_000_000))
            .setRetryPolicy(
                RetryPolicy.newBuilder()
                    .setRetryOn("retriable-status-codes,connect-failure,reset")
                    .addRetriableStatusCodes(503)
                    .setNumRetries(UInt32Value.of(2))
                    .setRetryBackOff(
                        RetryPolicy.RetryBackOff.newBuilder()
                            .setBaseInterval(Duration.newBuilder().setNanos(100_000_000))))
            .setPrefixRewrite("/new")
            .setHostRewriteLiteral("inner")
            .build();
    Route route =
        Route.newBuilder()
            .setMatch(RouteMatch.newBuilder().setPathSeparatedPrefix("/old"))
            .setRoute(action)
            .build();
    Forward forward = (Forward) valid(route).action();
    assertThat(forward.clusters())
        .extracting(RouteAction.WeightedCluster::cluster, RouteAction.WeightedCluster::weight)
        .containsExactly(tuple("a", 9), tuple("gone", 1));
    assertThat(forward.clusterNotFoundStatus()).isEqualTo(500);
    assertThat(forward.timeout()).hasMillis(250);
    assertThat(forward.retry().attempts()).isEqualTo(2);
    assertThat(forward.retry().statuses()).isEqualTo(Set.of(503));
    assertThat(forward.retry().onConnectFailure()).isTrue();
    assertThat(forward.retry().onReset()).isTrue();
    assertThat(forward.retry().backoff()).hasMillis(100);
    assertThat(forward.retry().maxBackoff()).hasSeconds(1);
    assertThat(forward.rewrite().path()).isEqualTo(new PathRewrite.Prefix("/old", "/new"));
    assertThat(forward.rewrite().host()).contains("inner");
  }

  @Test
  void defaultsAreThoseOfEnvoy() {
    Forward forward = (Forward) valid(Fixtures.route("/", "c")).action();
    assertThat(forward.timeout()).hasSeconds(15);
    assertThat(forward.clusterNotFoundStatus()).isEqualTo(503);
    assertThat(forward.retry()).isEqualTo(RouteAction.RetryConfig.NONE);
    assertThat(forward.idleTimeout()).isEmpty();
  }

  @Test
  void weightsThatAddUpToNothingAreRefused() {
    Route.Builder route = Fixtures.route("/", "c").toBuilder();
    route
        .getRouteBuilder()
        .setWeightedClusters(WeightedCluster.newBuilder().addClusters(share("a", 0)));
    assertThat(problems(route.build()))
        .containsExactly(
            "routes[0].route.weighted_clusters.clusters: weights add up to 0"
                + " (expected: at least 1)");
  }

  @Test
  void readsRedirectsAndReplies() {
    Route redirect =
        Route.newBuilder()
            .setMatch(RouteMatch.newBuilder().setPrefix("/a"))
            .setRedirect(
                RedirectAction.newBuilder()
                    .setHttpsRedirect(true)
                    .setPortRedirect(8443)
                    .setPrefixRewrite("/b")
                    .setResponseCode(RedirectAction.RedirectResponseCode.PERMANENT_REDIRECT))
            .build();
    assertThat(valid(redirect).action())
        .isEqualTo(
            new RouteAction.Redirect(
                308,
                Optional.of("https"),
                Optional.empty(),
                Optional.of(8443),
                new PathRewrite.Prefix("/a", "/b"),
                false));
    Route reply =
        Route.newBuilder()
            .setMatch(RouteMatch.newBuilder().setPrefix("/"))
            .setDirectResponse(DirectResponseAction.newBuilder().setStatus(404))
            .build();
    assertThat(valid(reply).action()).isEqualTo(new RouteAction.Reply(404, ""));
  }

  @Test
  void readsHeaderMutationsAndPercentSigns() {
    Route route =
        Fixtures.route("/", "c").toBuilder()
            .addRequestHeadersToAdd(
                option("X-Set", "100%%", HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD))
            .addRequestHeadersToAdd(
                option("x-add", "v", HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD))
            .addRequestHeadersToRemove("X-Gone")
            .build();
    assertThat(valid(route).requestHeaders())
        .isEqualTo(
            new HeaderMutation(
                List.of(new HeaderMutation.Field("X-Set", "100%")),
                List.of(new HeaderMutation.Field("x-add", "v")),
                List.of("x-gone")));
    Route command =
        Fixtures.route("/", "c").toBuilder()
            .addResponseHeadersToAdd(
                option("x", "%REQ(:path)%", HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD))
            .build();
    assertThat(problems(command)).singleElement().asString().contains("a %COMMAND%");
  }

  @Test
  void identityComesFromMetadataElseFromTheRoute() {
    Struct own =
        Struct.newBuilder()
            .putFields("route", text("demo/shop"))
            .putFields("rule", text("0"))
            .putFields("pattern", text("/a/*"))
            .putFields("precedence", text("0001"))
            .build();
    Route ours =
        Fixtures.route("/a", "c").toBuilder()
            .setMetadata(Metadata.newBuilder().putFilterMetadata("dev.agentgateway", own))
            .build();
    assertThat(valid(ours).identity())
        .isEqualTo(new RouteConfig.Identity("demo/shop", "0", "/a/*"));
    assertThat(valid(ours).precedence()).isEqualTo("0001");
    Route foreign = Fixtures.route("/a", "c").toBuilder().setName("named").build();
    assertThat(valid(foreign).identity()).isEqualTo(new RouteConfig.Identity("named", "", "/a/*"));
    assertThat(valid(Fixtures.route("/", "c")).identity().pattern()).isEqualTo("/*");
  }

  @Test
  void filterConfigurationsOfARouteAreRefusedUnlessOptional() {
    Any cors = Any.pack(CorsPolicy.getDefaultInstance());
    Route guarded =
        Fixtures.route("/", "c").toBuilder().putTypedPerFilterConfig("cors", cors).build();
    assertThat(problems(guarded))
        .containsExactly(
            "routes[0].typed_per_filter_config[cors]: unknown filter (expected: is_optional)");
    Any optional = Any.pack(FilterConfig.newBuilder().setIsOptional(true).setConfig(cors).build());
    Route skipped =
        Fixtures.route("/", "c").toBuilder().putTypedPerFilterConfig("cors", optional).build();
    assertThat(((Decoded.Valid<VirtualHostConfig>) decode(host(skipped))).ignored())
        .containsExactly("routes[0].typed_per_filter_config[cors]");
  }

  @Test
  void domainsAreLowerCaseWithoutPortsAndOnlySuffixWildcards() {
    VirtualHost host =
        host(Fixtures.route("/", "c")).toBuilder()
            .clearDomains()
            .addAllDomains(List.of("Shop.Example:8080", "shop.example", "*.Example", "[::1]:80"))
            .build();
    assertThat(((Decoded.Valid<VirtualHostConfig>) decode(host)).value().domains())
        .containsExactly("shop.example", "*.example", "[::1]");
    VirtualHost prefixed = host.toBuilder().addDomains("shop.*").build();
    assertThat(((Decoded.Invalid<VirtualHostConfig>) decode(prefixed)).problems())
        .containsExactly("domains[4]: 'shop.*' (expected: a host name, *.SUFFIX or *)");
  }

  @Test
  void aHostThatAsksForTlsIsRefused() {
    VirtualHost host =
        host(Fixtures.route("/", "c")).toBuilder()
            .setRequireTls(VirtualHost.TlsRequirementType.ALL)
            .build();
    assertThat(((Decoded.Invalid<VirtualHostConfig>) decode(host)).problems())
        .containsExactly("require_tls: ALL (expected: NONE)");
  }

  private static HeaderMatcher header(String name, StringMatcher.Builder value) {
    return HeaderMatcher.newBuilder().setName(name).setStringMatch(value).build();
  }

  private static HeaderValueOption option(String name, String value, HeaderAppendAction action) {
    return HeaderValueOption.newBuilder()
        .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
        .setAppendAction(action)
        .build();
  }

  private static WeightedCluster.ClusterWeight share(String cluster, int weight) {
    return WeightedCluster.ClusterWeight.newBuilder()
        .setName(cluster)
        .setWeight(UInt32Value.of(weight))
        .build();
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  private static PathMatch path(RouteMatch.Builder match) {
    return valid(Fixtures.route("/", "c").toBuilder().setMatch(match).build()).match().path();
  }

  private static VirtualHost host(Route route) {
    return VirtualHost.newBuilder().setName("h").addDomains("*").addRoutes(route).build();
  }

  private static Decoded<VirtualHostConfig> decode(VirtualHost host) {
    return ResourceDecoder.virtualHost(Any.pack(host), host.getName(), "1");
  }

  private static RouteConfig valid(Route route) {
    return switch (decode(host(route))) {
      case Decoded.Valid<VirtualHostConfig>(VirtualHostConfig value, List<String> _) ->
          value.routes().getFirst();
      case Decoded.Invalid<VirtualHostConfig>(List<String> problems) ->
          throw new AssertionError(problems);
    };
  }

  private static List<String> problems(Route route) {
    return switch (decode(host(route))) {
      case Decoded.Valid<VirtualHostConfig> _ -> List.of();
      case Decoded.Invalid<VirtualHostConfig>(List<String> problems) -> problems;
    };
  }
}
