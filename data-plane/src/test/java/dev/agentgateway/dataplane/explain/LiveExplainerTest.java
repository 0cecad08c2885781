package dev.agentgateway.dataplane.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentgateway.api.cel.Phase;
import dev.agentgateway.api.v1.ExplainHeader;
import dev.agentgateway.api.v1.ExplainRequest;
import dev.agentgateway.api.v1.ExporterState;
import dev.agentgateway.api.v1.SpanLedger;
import dev.agentgateway.dataplane.config.BackendConfig;
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
import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.config.VirtualHostConfig;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.Port;
import dev.agentgateway.dataplane.exchange.RequestTelemetry;
import dev.agentgateway.dataplane.exchange.Secrets;
import dev.agentgateway.dataplane.route.Router;
import dev.agentgateway.dataplane.runtime.Served;
import dev.agentgateway.dataplane.runtime.ServedPort;
import dev.agentgateway.dataplane.telemetry.sampling.RunRandomness;
import dev.agentgateway.dataplane.telemetry.sampling.Sampler;
import dev.agentgateway.dataplane.telemetry.sampling.SamplingDecision;
import dev.agentgateway.dataplane.telemetry.sampling.SamplingExpression;
import dev.agentgateway.dataplane.xds.XdsStatus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LiveExplainerTest {
  private static final InetSocketAddress LISTENER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);

  private final LiveExplainer explainer =
      new LiveExplainer(
          LiveExplainerTest::served,
          () -> XdsStatus.INITIAL,
          LiveExplainerTest::halfOf,
          LiveExplainerTest::evaluated,
          LiveExplainerTest::ledger);

  @Test
  void aForwardedRequestNamesItsRouteBackendsSharesAndEndpoints() throws Exception {
    JsonNode answer = explain("POST", "http://a.io:8080/chat/x?q=1");
    assertThat(answer.at("/outcome").asText()).isEqualTo("forwarded by ns/chat");
    assertThat(answer.at("/listener/gatewayListener").asText()).isEqualTo("http");
    assertThat(answer.at("/route/rule").asText()).isEqualTo("0");
    assertThat(answer.at("/route/version").asText()).isEqualTo("vh1");
    assertThat(answer.at("/backends/0/share").asDouble()).isEqualTo(0.75);
    assertThat(answer.at("/backends/0/endpoints/0").asText()).isEqualTo("127.0.0.1:9000");
    assertThat(answer.at("/backends/0/target").asText()).isEqualTo("/v1/x?q=1");
    assertThat(answer.at("/backends/1/problem").asText()).contains("answers 500");
  }

  @Test
  void theDecisionNamesThePolicyTheExpressionInChargeAndTheCollectorsState() throws Exception {
    JsonNode tracing = explain("POST", "http://a.io:8080/chat/x").at("/tracing");
    assertThat(tracing.at("/policies"))
        .extracting(each -> each.get("policy").asText() + " " + each.get("inForce"))
        .containsExactlyInAnyOrder("ns/own true", "ns/wide false");
    assertThat(tracing.at("/policies/0/why").asText()).contains("listener http has its own");
    assertThat(tracing.at("/reason").asText()).isEqualTo("random");
    assertThat(tracing.at("/expressions"))
        .extracting(each -> each.get("name").asText() + ": " + each.get("result").asText())
        .containsExactly(
            "clientSampling: unset: every one is kept",
            "randomSampling: 0.5",
            "parentNotSampled: true",
            "filter: known when the response has ended");
    assertThat(tracing.at("/expressions/1/inCharge").asBoolean()).isTrue();
    assertThat(tracing.at("/expressions/2/inCharge").asBoolean()).isFalse();
    assertThat(tracing.at("/threshold").asText()).isEqualTo("80000000000000");
    assertThat(tracing.at("/sampled").asBoolean()).isFalse();
    assertThat(tracing.at("/collector/cluster").asText()).isEqualTo("collector");
    assertThat(tracing.at("/collector/lastError").asText()).isEqualTo("UNAVAILABLE");
  }

  // The decision of the real sampler for half of the requests, with a trace id of low randomness.
  private static SamplingDecision halfOf(String gateway, TracingConfig policy, Exchange exchange) {
    assertThat(policy.policy()).isEqualTo("ns/own");
    return new Sampler(
            SamplingExpression.UNSET, _ -> 0.5, SamplingExpression.UNSET, RunRandomness.NONE)
        .decide(exchange, () -> 7L);
  }

  @Test
  void attributesThatDependOnTheResponseAreNotGuessed() throws Exception {
    JsonNode attributes = explain("POST", "http://a.io:8080/chat/x").at("/tracing/attributes");
    assertThat(attributes)
        .extracting(each -> each.get("name").asText() + ": " + each.get("result").asText())
        .containsExactly(
            "host: evaluated",
            "code: known when the response has ended",
            "typo: left out, does not compile: "
                + attributes.at("/2/result").asText().replaceFirst("^.*compile: ", ""));
  }

  private static Object evaluated(
      String gateway, String expression, Phase phase, Exchange exchange) {
    assertThat(gateway).isEqualTo("ns/gw");
    assertThat(phase).isEqualTo(Phase.SAMPLING);
    return expression.startsWith("request.method") ? true : "evaluated";
  }

  private static SpanLedger ledger() {
    return SpanLedger.newBuilder()
        .addExporters(
            ExporterState.newBuilder()
                .setPolicy("ns/own")
                .setCluster("collector")
                .setLastError("UNAVAILABLE"))
        .build();
  }

  private static TracingConfig policy(String name) {
    return new TracingConfig(
        name,
        3,
        new TracingConfig.Collector.Otlp(
            "collector", "collector:4317", new TracingConfig.Protocol.Grpc(), List.of()),
        Optional.empty(),
        Optional.of("0.5"),
        Optional.of("request.method == 'POST'"),
        Optional.of("response.code >= 500"),
        List.of(),
        List.of(
            new TracingConfig.NamedExpression("host", "request.host"),
            new TracingConfig.NamedExpression("code", "response.code"),
            new TracingConfig.NamedExpression("typo", "reqest.host")),
        List.of(),
        true);
  }

  @Test
  void anUnroutedRequestSaysSoAndNamesItsListener() throws Exception {
    JsonNode answer = explain("GET", "http://a.io:8080/nothing");
    assertThat(answer.at("/outcome").asText()).startsWith("404: no route of Gateway listener");
    assertThat(answer.at("/listener/gatewayListener").asText()).isEqualTo("http");
  }

  @Test
  void aHostHeaderWinsOverTheUrl() throws Exception {
    String json =
        explainer.explainJson(
            ExplainRequest.newBuilder()
                .setMethod("GET")
                .setUrl("http://localhost:8080/chat")
                .addHeaders(ExplainHeader.newBuilder().setName("Host").setValue("other.example"))
                .build());
    JsonNode answer = new ObjectMapper().readTree(json);
    assertThat(answer.at("/request/host").asText()).isEqualTo("other.example");
  }

  @Test
  void aPortWithoutListenerListsThoseThatThereAre() throws Exception {
    JsonNode answer = explain("GET", "http://a.io:9999/");
    assertThat(answer.at("/outcome").asText()).isEqualTo("no listener on port 9999");
    assertThat(answer.at("/ports/0").asInt()).isEqualTo(8080);
  }

  @Test
  void aUrlThatIsNoneIsAnError() throws Exception {
    assertThat(explain("GET", "nonsense").at("/error").asText()).contains("'nonsense'");
    assertThat(explain("GET", "http://a b/").at("/error").asText()).contains("'http://a b/'");
  }

  private JsonNode explain(String method, String url) throws Exception {
    return new ObjectMapper()
        .readTree(
            explainer.explainJson(
                ExplainRequest.newBuilder().setMethod(method).setUrl(url).build()));
  }

  private static Served served() {
    RouteConfig chat =
        route(
            new RouteConfig.Identity("ns/chat", "0", "/chat/*"),
            new PathMatch.SegmentPrefix("/chat"),
            new RouteAction.Forward(
                List.of(weighted("present", 3), weighted("absent", 1)),
                500,
                Duration.ZERO,
                Optional.empty(),
                RouteAction.RetryConfig.NONE,
                new RouteAction.Rewrite(
                    new RouteAction.PathRewrite.Prefix("/chat", "/v1"), Optional.empty())));
    RouteConfig nothing =
        route(
            new RouteConfig.Identity("", "", ""),
            new PathMatch.Prefix("/"),
            new RouteAction.Reply(404, "no route"));
    RouteTableConfig table = new RouteTableConfig("t", List.of(host(chat), host(nothing)), "1");
    ListenerConfig listener =
        new ListenerConfig(
            "gw/8080",
            List.of(LISTENER),
            "t",
            HttpConfig.DEFAULT,
            new GatewayPolicies("ns/gw", Map.of("http", policy("ns/own"), "", policy("ns/wide"))),
            "1");
    ClusterConfig cluster =
        new ClusterConfig(
            "present",
            "Service/ns/chat/80",
            new ClusterConfig.EndpointSource.Fixed(
                List.of(
                    new EndpointsConfig.Endpoint(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 9000), 1))),
            Duration.ofSeconds(5),
            Optional.empty(),
            "1");
    ProxyConfig config =
        new ProxyConfig(
            Map.of("gw/8080", listener),
            Map.of("t", table),
            Map.of("present", cluster),
            Map.of(),
            Map.of());
    Router router = Router.compile(table, null);
    Port port = new Port(listener, router, RequestTelemetry.NONE, Secrets.NONE);
    return new Served(config, Map.of("gw/8080", new ServedPort(port, router)), Map.of("t", router));
  }

  private static RouteAction.WeightedCluster weighted(String cluster, int weight) {
    return new RouteAction.WeightedCluster(
        cluster, weight, HeaderMutation.NONE, HeaderMutation.NONE, BackendConfig.PLAIN);
  }

  private static RouteConfig route(
      RouteConfig.Identity identity, PathMatch path, RouteAction action) {
    return new RouteConfig(
        identity,
        identity.route().isEmpty() ? "" : "a",
        new RouteMatch(path, Optional.empty(), List.of(), List.of()),
        action,
        HeaderMutation.NONE,
        HeaderMutation.NONE);
  }

  private static VirtualHostConfig host(RouteConfig route) {
    return new VirtualHostConfig("vh", List.of("*"), "http", List.of(route), "vh1");
  }
}
