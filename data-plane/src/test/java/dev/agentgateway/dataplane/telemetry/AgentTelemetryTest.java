package dev.agentgateway.dataplane.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.AccessLogConfig;
import dev.agentgateway.dataplane.config.GatewayPolicies;
import dev.agentgateway.dataplane.config.ListenerConfig;
import dev.agentgateway.dataplane.config.TracingConfig.NamedExpression;
import dev.agentgateway.dataplane.exchange.AgentCall.Side;
import dev.agentgateway.dataplane.exchange.Contents;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.RequestTelemetry;
import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.llm.LlmFormat;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access logs, labels of metrics and costs of agent calls. */
final class AgentTelemetryTest {
  private static final String PRICES =
      """
      {"providers": {"openai": {"models": {"gpt-x": {"rates": {"input": "1", "output": "10"}}}}}}""";

  private final BlockingQueue<String> console = new LinkedBlockingQueue<>();
  @TempDir private Path directory;

  @Test
  void anAccessLogTellsOfAnInferenceAndWhatThePolicyAdds() throws Exception {
    GatewayPolicies policies =
        policies(
            new AccessLogConfig(
                "demo/log",
                Optional.of("llm.totalTokens > 10"),
                List.of(
                    new NamedExpression("asked", "llm.prompt[0].content"),
                    new NamedExpression("usd", "llm.cost.total"),
                    new NamedExpression("rate", "llm.costRates.output"),
                    new NamedExpression("no_rate", "llm.costRates.reasoning"),
                    new NamedExpression("http.path", "'/hidden'"),
                    new NamedExpression("absent", "llm.timeToFirstToken")),
                List.of("src.addr", "duration")),
            List.of());
    run(
        false,
        policies,
        port -> {
          Exchange exchange = begin(policies, port);
          assertThat(port.contents(exchange))
              .isEqualTo(new Contents(false, false, true, false, false, false, false));
          infer(port, exchange);
          port.ended(exchange);
        });
    assertThat(console)
        .singleElement()
        .asString()
        .matches("(?s)\\S+Z\tinfo\trequest .*")
        .contains("gateway=demo/edge listener=web route=demo/chat route_rule=ask")
        .contains("http.method=POST http.host=api.example.com:8443")
        .contains("gen_ai.request.model=gpt-x")
        .contains("gen_ai.usage.input_tokens=20 gen_ai.usage.output_tokens=8")
        .contains("agw.ai.usage.cost.total=0.0001")
        .contains("asked=\"hello there\" usd=1.0E-4 rate=10.0 http.path=/hidden")
        .doesNotContain("src.addr", "duration", "absent", "no_rate", "secret");
  }

  @Test
  void anAccessLogIsJsonWhereLogsAre() throws Exception {
    GatewayPolicies policies =
        policies(
            new AccessLogConfig("demo/log", Optional.empty(), List.of(), List.of()), List.of());
    run(
        true,
        policies,
        port -> {
          Exchange exchange = begin(policies, port);
          McpCall asked = new McpCall(Side.SERVER, null, "tools/call");
          asked.setNames("say \"hi\"", "", "");
          port.callStarted(exchange, asked, null);
          port.callEnded(exchange, asked);
          port.ended(exchange);
        });
    assertThat(console)
        .singleElement()
        .asString()
        .startsWith("{\"level\":\"info\",\"time\":\"")
        .contains("\"http.status\":200")
        .contains("\"protocol\":\"mcp\",\"mcp.method.name\":\"tools/call\"")
        .contains("\"gen_ai.tool.name\":\"say \\\"hi\\\"\"")
        .endsWith("\"}");
  }

  @Test
  void metricsOfCallsHaveCostsLabelsAndOnlyModelsThatAreKnown() throws Exception {
    GatewayPolicies policies =
        new GatewayPolicies(
            "demo/edge",
            Map.of(),
            Map.of(),
            Map.of("web", List.of(new NamedExpression("team", "request.headers['team']"))));
    String metrics =
        run(
            false,
            policies,
            port -> {
              Exchange exchange = begin(policies, port);
              exchange.request().headers().add("team", "blue");
              infer(port, exchange);
              port.ended(exchange);
            });
    String labels =
        "gen_ai_operation_name=\"chat\",gen_ai_system=\"openai\",gen_ai_request_model=\"gpt-x\","
            + "gen_ai_response_model=\"other\",bind=\"demo/edge/8080\",gateway=\"demo/edge\","
            + "listener=\"web\",route=\"demo/chat\",route_rule=\"ask\",team=\"blue\"";
    assertThat(metrics)
        .contains("agentgateway_gen_ai_client_cost_usd_total{" + labels + "} 1.0E-4\n")
        .contains(
            "agentgateway_gen_ai_client_token_usage_sum{gen_ai_token_type=\"input\","
                + labels
                + "} 20\n")
        .contains("agentgateway_cost_catalog_lookups_total{status=\"Exact\"," + labels + "} 1\n")
        .contains("agentgateway_gen_ai_server_request_duration_count{" + labels + "} 1\n")
        .containsPattern("agentgateway_requests_total\\{[^}]*team=\"blue\"[^}]*} 1");
    assertThat(console).isEmpty();
  }

  @Test
  void bodiesThatPassUnreadAreCounted() throws Exception {
    GatewayPolicies policies = new GatewayPolicies("demo/edge", Map.of(), Map.of(), Map.of());
    String metrics =
        run(
            false,
            policies,
            port -> {
              Exchange exchange = begin(policies, port);
              LlmCall call = Inferences.call(LlmFormat.CHAT_COMPLETIONS, "{\"model\":");
              port.callStarted(exchange, call, null);
              Inferences.answer(call, "text/html", "<html>", false);
              port.callEnded(exchange, call);
              port.ended(exchange);
            });
    assertThat(metrics)
        .contains(
            "agentgateway_gen_ai_bodies_unread_total{body=\"request\",reason=\"malformed\",",
            "agentgateway_gen_ai_bodies_unread_total{body=\"response\",reason=\"partly_read\",");
  }

  @Test
  void openMetricsHasExemplarsWithTheTrace() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      Exchange exchange = port.begin("POST", "/v1/chat");
      exchange.setRoute(Requests.route());
      port.requests().routed(exchange);
      infer(port.requests(), exchange);
      port.requests().ended(exchange);
      assertThat(port.telemetry().metrics(true))
          .containsPattern(
              "gen_ai_server_request_duration_bucket\\{[^}]*} 1"
                  + " # \\{trace_id=\"[0-9a-f]{32}\"} \\S+ \\d+\\.\\d{3}\n")
          .contains("# TYPE agentgateway_requests counter\n")
          .endsWith("# EOF\n");
      assertThat(port.telemetry().metrics()).doesNotContain("trace_id", "# EOF");
    }
  }

  @Test
  void aBrokenPriceFileKeepsTheLastGoodOne() throws Exception {
    Path file = Files.writeString(directory.resolve("prices.json"), PRICES);
    try (PriceFiles prices = new PriceFiles(List.of(file))) {
      prices.refresh();
      assertThat(prices.has("openai", "gpt-x")).isTrue();
      assertThat(prices.has("openai", "gpt-y")).isFalse();
      Files.writeString(file, "{\"providers\": ");
      prices.refresh();
      assertThat(prices.has("openai", "gpt-x")).isTrue();
      Files.writeString(file, PRICES.replace("gpt-x", "gpt-longer"));
      prices.refresh();
      assertThat(prices.has("openai", "gpt-longer")).isTrue();
      assertThat(prices.has("openai", "gpt-x")).isFalse();
    }
  }

  private GatewayPolicies policies(AccessLogConfig log, List<NamedExpression> labels) {
    return new GatewayPolicies("demo/edge", Map.of(), Map.of("", log), Map.of("web", labels));
  }

  /** Runs requests of a port and returns the metrics after them; the console has all lines. */
  private String run(boolean json, GatewayPolicies policies, Consumer<RequestTelemetry> requests)
      throws Exception {
    Path file = Files.writeString(directory.resolve("prices.json"), PRICES);
    TelemetrySettings settings =
        new TelemetrySettings("proxy-1", "1", Map.of(), 1 << 20, json, console::add, List.of(file));
    Telemetry telemetry =
        new Telemetry(settings, TracedPort.targets(Requests.address(127, 0, 0, 1, 1)));
    telemetry.start();
    requests.accept(telemetry.forPort(Requests.listener(policies)));
    String metrics = telemetry.metrics();
    telemetry.close(Duration.ZERO);
    return metrics;
  }

  private static Exchange begin(GatewayPolicies policies, RequestTelemetry port) {
    ListenerConfig listener = Requests.listener(policies);
    Exchange exchange = Requests.exchange(listener, "POST", "/v1/chat?key=secret");
    exchange.setRoute(Requests.route());
    port.routed(exchange);
    exchange.setStatus(200);
    return exchange;
  }

  private static void infer(RequestTelemetry port, Exchange exchange) {
    LlmCall call =
        Inferences.call(
            LlmFormat.CHAT_COMPLETIONS,
            """
            {"model": "gpt-x", "messages": [{"role": "user", "content": "hello there"}]}""");
    port.callStarted(exchange, call, null);
    Inferences.answer(
        call,
        "application/json",
        """
        {"id": "r", "model": "gpt-x-made-up", "choices": [{"index": 0, "finish_reason": "stop",
          "message": {"content": "hi"}}], "usage": {"prompt_tokens": 20, "completion_tokens": 8}}""",
        false);
    port.callEnded(exchange, call);
  }
}
