package dev.agentgateway.dataplane.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.api.v1.SpanLedger;
import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.config.TracingConfig.NamedExpression;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.telemetry.export.FakeCollector;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class TelemetryTest {
  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @Test
  void tracesARequestFromItsParentToTheUpstream() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      Exchange exchange = port.begin("POST", "/v1/chat?limit=3&key=sk-123&sk-456");
      exchange.request().headers().add("traceparent", PARENT);
      exchange.request().headers().add("tracestate", "vendor=x");
      exchange.request().headers().add("user-agent", "agent/1.0");
      List<String> sent = port.finish(exchange, 200, 1);

      List<Span> spans = port.collector().takeSpans(2);
      Span client = spans.get(0);
      Span server = spans.get(1);
      assertThat(hex(server.getTraceId())).isEqualTo("0af7651916cd43dd8448eb211c80319c");
      assertThat(hex(server.getParentSpanId())).isEqualTo("b7ad6b7169203331");
      assertThat(client.getTraceId()).isEqualTo(server.getTraceId());
      assertThat(client.getParentSpanId()).isEqualTo(server.getSpanId());
      assertThat(sent)
          .containsExactly(
              "00-0af7651916cd43dd8448eb211c80319c-" + hex(client.getSpanId()) + "-01");
      assertThat(server.getTraceState()).isEqualTo("vendor=x");
      assertThat(server.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
      assertThat(client.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
      // Sampled, and the parent is known to be remote; the client's parent is known to be local.
      assertThat(server.getFlags()).isEqualTo(0x301);
      assertThat(client.getFlags()).isEqualTo(0x101);
      assertThat(server.getName()).isEqualTo("POST /v1/*");
      assertThat(client.getName()).isEqualTo("POST");
      assertThat(server.getStartTimeUnixNano()).isEqualTo(1_700_000_000_000_000_000L);
      assertThat(client.getStartTimeUnixNano())
          .isGreaterThanOrEqualTo(server.getStartTimeUnixNano());
      assertThat(server.getEndTimeUnixNano()).isGreaterThanOrEqualTo(client.getEndTimeUnixNano());
      assertThat(server.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
      assertThat(attributes(server))
          .containsExactlyInAnyOrderEntriesOf(
              Map.ofEntries(
                  Map.entry("http.request.method", "POST"),
                  Map.entry("http.route", "/v1/*"),
                  Map.entry("http.response.status_code", 200L),
                  Map.entry("url.path", "/v1/chat"),
                  Map.entry("url.query", "limit=3&key=REDACTED&REDACTED"),
                  Map.entry("url.scheme", "http"),
                  Map.entry("network.protocol.version", "1.1"),
                  Map.entry("client.address", "192.0.2.7"),
                  Map.entry("network.peer.address", "192.0.2.7"),
                  Map.entry("network.peer.port", 54_321L),
                  Map.entry("server.address", "api.example.com"),
                  Map.entry("server.port", 8443L),
                  Map.entry("user_agent.original", "agent/1.0"),
                  Map.entry("agentgateway.gateway", "demo/edge"),
                  Map.entry("agentgateway.listener", "web"),
                  Map.entry("agentgateway.route", "demo/chat"),
                  Map.entry("agentgateway.route.rule", "ask"),
                  Map.entry("agentgateway.backend", "Service/demo/llm/80"),
                  Map.entry("agentgateway.policy", "demo/tracing"),
                  Map.entry("agentgateway.policy.generation", 3L),
                  Map.entry("agentgateway.sampling.reason", "client"),
                  Map.entry("agentgateway.xds.version", "v-host")));
      assertThat(attributes(client))
          .containsExactlyInAnyOrderEntriesOf(
              Map.ofEntries(
                  Map.entry("http.request.method", "POST"),
                  Map.entry("http.response.status_code", 200L),
                  Map.entry(
                      "url.full", "http://198.51.100.9:9000/v1/chat?limit=3&key=REDACTED&REDACTED"),
                  Map.entry("network.protocol.version", "1.1"),
                  Map.entry("network.peer.address", "198.51.100.9"),
                  Map.entry("network.peer.port", 9000L),
                  Map.entry("server.address", "198.51.100.9"),
                  Map.entry("server.port", 9000L),
                  Map.entry("agentgateway.endpoint", "198.51.100.9:9000"),
                  Map.entry("agentgateway.backend", "Service/demo/llm/80")));
    }
  }

  @Test
  void retriesAreSiblingsAndTheirFailuresAreErrors() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      Exchange exchange = port.begin("GET", "/");
      List<String> sent = port.finish(exchange, 503, 3);
      List<Span> spans = port.collector().takeSpans(4);
      Span server = spans.get(3);
      for (int i = 0; i < 3; i++) {
        Span attempt = spans.get(i);
        assertThat(attempt.getParentSpanId()).isEqualTo(server.getSpanId());
        assertThat(sent.get(i)).contains(hex(attempt.getSpanId()));
        assertThat(attributes(attempt).get("http.request.resend_count"))
            .isEqualTo(i == 0 ? null : (Object) (long) i);
        assertThat(attributes(attempt)).containsEntry("error.type", "503");
        assertThat(attempt.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
      }
      assertThat(server.getTraceState()).isEqualTo("ot=th:0");
      assertThat(server.getParentSpanId().isEmpty()).isTrue();
      assertThat(server.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
      assertThat(attributes(server))
          .containsEntry("error.type", "503")
          .containsEntry("agentgateway.sampling.reason", "random");
    }
  }

  @Test
  void clientThatLeavesIsNoErrorOfOurs() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      Exchange exchange = port.begin("GET", "/");
      exchange.setFailure(RequestFailure.CLIENT_DISCONNECTED);
      port.finish(exchange, 200, 0);
      Span server = port.collector().takeSpans(1).getFirst();
      assertThat(server.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
      assertThat(attributes(server)).containsEntry("error.type", "client_disconnected");
    }
  }

  @Test
  void unknownMethodIsNamedByConvention() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      port.finish(port.begin("FROB", "/"), 404, 1);
      List<Span> spans = port.collector().takeSpans(2);
      assertThat(spans.get(1).getName()).isEqualTo("HTTP /v1/*");
      assertThat(attributes(spans.get(1)))
          .containsEntry("http.request.method", "_OTHER")
          .containsEntry("http.request.method_original", "FROB");
      assertThat(spans.get(1).getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
      assertThat(spans.get(0).getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    }
  }

  @Test
  void policyAddsReplacesAndRemovesAttributes() throws Exception {
    TracingConfig policy =
        TracedPort.policy(
            Optional.empty(),
            List.of(
                new NamedExpression("code", "response.code"),
                new NamedExpression("share", "0.5"),
                new NamedExpression("agentic", "request.path.startsWith('/v1')"),
                new NamedExpression("list", "[1, 'a', {'b': true}]"),
                new NamedExpression("url.path", "'/hidden'"),
                new NamedExpression("http.route", "jwt.sub"),
                new NamedExpression("broken", "1 +"),
                new NamedExpression("absent", "null"),
                new NamedExpression("h", "flatten({'x': 1, 'y': {'z': 2}})"),
                new NamedExpression("route", "proxy.route.name + '/' + proxy.gateway.name"),
                new NamedExpression(
                    "span.name", "'chat ' + default(request.headers['m'], 'none')")),
            List.of("http.method", "agentgateway.rule", "user_agent.original"));
    try (TracedPort port = TracedPort.grpc(policy)) {
      Exchange exchange = port.begin("GET", "/v1/x");
      exchange.request().headers().add("User-Agent", "me");
      port.finish(exchange, 200, 1);
      List<Span> spans = port.collector().takeSpans(2);
      Span server = spans.get(1);
      assertThat(server.getName()).isEqualTo("chat none");
      assertThat(attributes(server))
          .containsEntry("code", 200L)
          .containsEntry("share", 0.5)
          .containsEntry("agentic", true)
          .containsEntry("list", "[1,\"a\",{\"b\":true}]")
          .containsEntry("url.path", "/hidden")
          .containsEntry("http.route", "/v1/*")
          .containsEntry("h.x", 1L)
          .containsEntry("h.y", "{\"z\":2}")
          .containsEntry("route", "chat/edge")
          .containsEntry("agentgateway.route.rule", "ask")
          .doesNotContainKeys("broken", "absent", "http.request.method", "user_agent.original");
      assertThat(server.getAttributesList()).extracting(KeyValue::getKey).doesNotHaveDuplicates();
      assertThat(attributes(spans.get(0))).doesNotContainKey("http.request.method");
      assertThat(port.telemetry().metrics()).contains("agentgateway_expression_errors_total 2");
    }
  }

  @Test
  void filterDropsWholeTracesAndKeepsThoseItCannotJudge() throws Exception {
    TracingConfig policy =
        TracedPort.policy(Optional.of("int(request.headers['n']) > 1"), List.of(), List.of());
    try (TracedPort port = TracedPort.grpc(policy)) {
      for (String n : List.of("1", "2", "none")) {
        Exchange exchange = port.begin("GET", "/" + n);
        exchange.request().headers().add("n", n);
        port.finish(exchange, 200, 2);
      }
      SpanLedger ledger = port.settled();
      assertThat(ledger.getStarted()).isEqualTo(9);
      assertThat(ledger.getExported()).isEqualTo(6);
      assertThat(ledger.getDroppedMap()).containsEntry("filtered", 3L);
      assertThat(port.collector().takeSpans(6))
          .filteredOn(span -> span.getKind() == Span.SpanKind.SPAN_KIND_SERVER)
          .extracting(span -> attributes(span).get("url.path"))
          .containsExactly("/2", "/none");
      assertThat(port.telemetry().metrics()).contains("agentgateway_expression_errors_total 1");
    }
  }

  @Test
  void longValuesAreCutAndCounted() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      Exchange exchange = port.begin("GET", "/");
      exchange.request().headers().add("user-agent", "é".repeat(1500));
      port.finish(exchange, 200, 0);
      Span server = port.collector().takeSpans(1).getFirst();
      assertThat(attributes(server)).containsEntry("user_agent.original", "é".repeat(1024));
      assertThat(port.telemetry().metrics()).contains("agentgateway_attributes_truncated_total 1");
    }
  }

  @Test
  void resourceNamesTheGatewayAndTheProcess() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      port.finish(port.begin("GET", "/"), 200, 0);
      ExportTraceServiceRequest request = port.collector().take();
      assertThat(values(request.getResourceSpans(0).getResource().getAttributesList()))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "service.name", "edge",
                  "service.namespace", "demo",
                  "service.instance.id", "proxy-1",
                  "service.version", "1.2.3",
                  "team", "agents & co",
                  "k8s.pod.name", "pod-7",
                  "deployment", "pod-7/edge"));
      assertThat(request.getResourceSpans(0).getScopeSpans(0).getScope().getName())
          .isEqualTo("agentgateway");
    }
  }

  @Test
  void watchersSeeFinishedSpans() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      BlockingQueue<byte[]> seen = new LinkedBlockingQueue<>();
      try (AutoCloseable _ = port.telemetry().watch(seen::add)) {
        port.finish(port.begin("GET", "/seen"), 200, 1);
        int spans = 0;
        while (spans < 2) {
          byte[] next = Objects.requireNonNull(seen.poll(20, TimeUnit.SECONDS));
          spans += FakeCollector.spans(ExportTraceServiceRequest.parseFrom(next)).size();
        }
        assertThat(spans).isEqualTo(2);
      }
    }
  }

  @Test
  void closingSendsWhatIsQueued() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      for (int i = 0; i < 100; i++) {
        port.finish(port.begin("GET", "/"), 200, 1);
      }
      port.telemetry().close(Duration.ofSeconds(20));
      assertThat(port.collector().spans()).isEqualTo(200);
      port.finish(port.begin("GET", "/late"), 200, 1);
      SpanLedger ledger = port.telemetry().ledger();
      assertThat(ledger.getExported()).isEqualTo(200);
      assertThat(ledger.getDroppedMap()).containsEntry("shutdown", 2L);
      assertThat(ledger.getQueued()).isZero();
      assertThat(ledger.getOpen()).isZero();
    }
  }

  static Map<String, Object> attributes(Span span) {
    return values(span.getAttributesList());
  }

  private static Map<String, Object> values(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(Collectors.toMap(KeyValue::getKey, one -> value(one.getValue())));
  }

  private static Object value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case BOOL_VALUE -> value.getBoolValue();
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream().map(TelemetryTest::value).toList();
      default -> throw new AssertionError(value);
    };
  }

  private static String hex(com.google.protobuf.ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
