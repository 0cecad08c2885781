package dev.agentgateway.dataplane.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.exchange.AgentCall.Side;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.OpenStream;
import dev.agentgateway.dataplane.exchange.RequestHead;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.protocol.a2a.A2aCall;
import dev.agentgateway.dataplane.protocol.a2a.A2aRequest;
import dev.agentgateway.dataplane.protocol.a2a.A2aRequestReader;
import dev.agentgateway.dataplane.protocol.a2a.A2aResponseReader;
import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.llm.LlmFormat;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import dev.agentgateway.dataplane.protocol.mcp.SealingKeys;
import dev.agentgateway.dataplane.telemetry.runs.Identifier;
import dev.agentgateway.dataplane.telemetry.runs.JoinReason;
import dev.agentgateway.dataplane.telemetry.sampling.Sampler;
import io.netty.buffer.Unpooled;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Runs of agents as a collector sees them, requests that come without any trace context. */
final class RunsTest {
  private static final SealingKeys SEALING = new SealingKeys(List.of(new byte[32]));
  private static final String ASKS_FOR_A_TOOL =
      """
      {"id": "chatcmpl-1", "model": "m", "choices": [{"index": 0, "finish_reason": "tool_calls",
        "message": {"tool_calls": [{"id": "ID", "function": {"name": "look", "arguments": "{}"}}]}}]}
      """;

  private final List<Span> spans = new ArrayList<>();

  @Test
  void theResultOfAToolCallJoinsTheTurnThatAskedForIt() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      chat(port, "", ASKS_FOR_A_TOOL.replace("ID", "call_1"));
      chat(port, result("call_1"), ASKS_FOR_A_TOOL.replace("ID", "call_2"));
      chat(port, result("call_1") + result("call_2"), "{}");
      receive(port, 6);
      List<Span> calls = calls();
      assertThat(sessions()).containsOnlyOnce(session(JoinReason.TOOL_CALL, "call_1"));
      assertThat(spans).allSatisfy(span -> assertThat(session(span)).isNotNull());
      assertThat(calls).extracting(RunsTest::reason).containsOnly("gen_ai.tool.call.id");
      assertThat(calls.get(0).getLinksList()).isEmpty();
      assertLinked(calls.get(1), calls.get(0), "gen_ai.tool.call.id");
      assertLinked(calls.get(2), calls.get(1), "gen_ai.tool.call.id");
    }
  }

  @Test
  void idsThatAServerUsesAgainAndAgainJoinNothing() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      for (int i = 0; i < 3; i++) {
        chat(port, "", ASKS_FOR_A_TOOL.replace("ID", "look:0"));
      }
      chat(port, result("look:0"), "{}");
      receive(port, 8);
      assertThat(calls()).filteredOn(call -> session(call) != null).hasSize(1);
      assertThat(calls()).allSatisfy(call -> assertThat(call.getLinksList()).isEmpty());
    }
  }

  @Test
  void sessionHeadersJoinRequestsOfDifferentTraces() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      for (int i = 0; i < 2; i++) {
        Exchange exchange = begin(port, "session-id: s-1");
        LlmCall call = inference("");
        start(port, exchange, call);
        Inferences.answer(call, "application/json", "{}", false);
        end(port, exchange, call);
      }
      Exchange plain = begin(port, "session-id: s-1");
      end(port, plain);
      receive(port, 5);
      List<Span> calls = calls();
      assertThat(sessions()).containsOnlyOnce(session(JoinReason.SESSION_HEADER, "s-1"));
      assertThat(spans).allSatisfy(span -> assertThat(session(span)).isNotNull());
      assertThat(calls.get(0).getTraceId()).isNotEqualTo(calls.get(1).getTraceId());
      assertLinked(calls.get(1), calls.get(0), "session_header");
      assertThat(spans.getLast().getLinksList()).isEmpty();
      assertThat(reason(spans.getLast())).isEqualTo("session_header");
    }
  }

  @Test
  void aContextThatAnAgentHandsOutJoinsItsNextMessage() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      send(port, "", "c-1", "t-1");
      send(port, "\"contextId\": \"c-1\",", "c-1", "t-2");
      send(port, "\"referenceTaskIds\": [\"t-2\"],", "c-2", "t-3");
      send(port, "\"taskId\": \"t-3\",", "c-2", "t-3");
      receive(port, 8);
      List<Span> calls = calls();
      assertThat(sessions()).containsOnlyOnce(session(JoinReason.A2A_CONTEXT, "c-1"));
      assertThat(calls)
          .extracting(RunsTest::reason)
          .containsExactly("a2a.context_id", "a2a.context_id", "a2a.task_id", "a2a.task_id");
      assertLinked(calls.get(1), calls.get(0), "a2a.context_id");
      assertLinked(calls.get(3), calls.get(2), "a2a.task_id");
      assertThat(attributes(calls.get(3))).containsEntry("gen_ai.conversation.id", "c-2");
    }
  }

  @Test
  void theSessionThatInitializeBeginsJoinsLaterCalls() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      tool(port, "initialize", null, "m-1");
      tool(port, "tools/call", "m-1", null);
      receive(port, 6);
      assertThat(sessions()).containsOnlyOnce(session(JoinReason.MCP_SESSION, "m-1"));
      assertThat(spans).allSatisfy(span -> assertThat(session(span)).isNotNull());
      List<Span> asked =
          calls().stream()
              .filter(call -> call.getKind() == Span.SpanKind.SPAN_KIND_SERVER)
              .toList();
      assertLinked(asked.get(1), asked.get(0), "mcp.session");
      assertThat(calls().stream().filter(call -> call.getLinksCount() > 0)).hasSize(1);
      assertThat(calls()).extracting(RunsTest::reason).containsOnly("mcp.session");
    }
  }

  @Test
  void aTraceThatTheAgentSendsIsARunAndSoIsWhatItsAgentsCall() throws Exception {
    String context = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    try (TracedPort port = TracedPort.grpc()) {
      Exchange first = begin(port, context);
      LlmCall call = inference("");
      start(port, first, call);
      Inferences.answer(call, "application/json", "{}", false);
      end(port, first, call);
      Exchange second = begin(port, context);
      McpCall asked = new McpCall(Side.SERVER, null, "tools/list");
      start(port, second, asked);
      end(port, second, asked);
      receive(port, 4);
      assertThat(sessions())
          .containsOnlyOnce(session(JoinReason.TRACE, "4bf92f3577b34da6a3ce929d0e0e4736"));
      assertThat(calls()).extracting(RunsTest::reason).containsOnly("trace_id");
      assertThat(calls()).allSatisfy(each -> assertThat(each.getLinksCount()).isZero());

      spans.clear();
      Exchange outer = begin(port, "session-id: s-1");
      McpCall tool = new McpCall(Side.SERVER, null, "tools/call");
      start(port, outer, tool);
      String passedOn = TracedPort.attempt(port.requests(), outer, tool, 0, 200);
      Exchange inner = begin(port, "traceparent: " + passedOn);
      LlmCall inside = inference("");
      start(port, inner, inside);
      end(port, inner, inside);
      end(port, outer, tool);
      receive(port, 5);
      assertThat(sessions()).containsOnlyOnce(session(JoinReason.SESSION_HEADER, "s-1"));
      assertThat(calls())
          .extracting(RunsTest::reason)
          .containsExactlyInAnyOrder("trace_id", "session_header");
    }
  }

  @Test
  void previousResponsesAndUserSessionsAreIdentifiersToo() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      infer(port, LlmFormat.RESPONSES, "{\"input\": \"x\"}", "{\"id\": \"resp_1\"}");
      infer(port, LlmFormat.RESPONSES, "{\"previous_response_id\": \"resp_1\"}", "{}");
      String user = "{\"metadata\": {\"user_id\": \"user_1_account__session_77\"}}";
      infer(port, LlmFormat.MESSAGES, user, "{}");
      receive(port, 6);
      List<Span> calls = calls();
      assertLinked(calls.get(1), calls.get(0), "gen_ai.response.id");
      assertThat(reason(calls.get(2))).isEqualTo("gen_ai.conversation.id");
      assertThat(session(calls.get(2))).isEqualTo(session(JoinReason.CONVERSATION, "77"));
      assertThat(attributes(calls.get(2))).doesNotContainKey("gen_ai.conversation.id");
    }
  }

  @Test
  void aPolicyMayLeaveRunsAloneOrTheirAttributesOut() throws Exception {
    for (TracingConfig policy :
        List.of(
            policy(Optional.of("true"), false, List.of()),
            policy(
                Optional.of("true"),
                true,
                List.of("session.id", "agentgateway.run.join_reason")))) {
      try (TracedPort port = TracedPort.grpc(policy)) {
        spans.clear();
        send(port, "\"contextId\": \"c-1\",", "c-1", "t-1");
        send(port, "\"contextId\": \"c-1\",", "c-1", "t-2");
        end(port, begin(port, "session-id: s-1"));
        receive(port, 5);
        assertThat(spans)
            .allSatisfy(
                span ->
                    assertThat(attributes(span))
                        .doesNotContainKeys("session.id", "agentgateway.run.join_reason"));
        assertThat(calls().get(1).getLinksCount()).isEqualTo(policy.runs() ? 1 : 0);
      }
    }
  }

  @Test
  void requestsThatAreNotSampledKeepRunsTogether() throws Exception {
    TracingConfig policy = policy(Optional.of("request.method == 'POST'"), true, List.of());
    try (TracedPort port = TracedPort.grpc(policy)) {
      infer(port, LlmFormat.CHAT_COMPLETIONS, "{}", ASKS_FOR_A_TOOL.replace("ID", "call_1"));
      Exchange unsampled = port.begin("PUT", "/v1/chat");
      route(port, unsampled);
      LlmCall call = inference(result("call_1"));
      start(port, unsampled, call);
      Inferences.answer(call, "application/json", ASKS_FOR_A_TOOL.replace("ID", "call_2"), false);
      end(port, unsampled, call);
      chat(port, result("call_2"), "{}");
      receive(port, 4);
      assertLinked(calls().get(1), calls().get(0), "gen_ai.tool.call.id");
      assertThat(sessions()).containsOnlyOnce(session(JoinReason.TOOL_CALL, "call_1"));
    }
  }

  @Test
  void aRequestInFlightTellsItsCallAndItsRun() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      Exchange exchange = begin(port, "session-id: s-1");
      LlmCall call = Inferences.call(LlmFormat.CHAT_COMPLETIONS, "{\"model\": \"m\"}");
      start(port, exchange, call);
      exchange.addResponseBytes(Unpooled.wrappedBuffer(new byte[7]), 7);
      String run = session(JoinReason.SESSION_HEADER, "s-1");
      long startedAt = exchange.startEpochNanos() / 1_000_000;
      assertThat(port.telemetry().describe(exchange))
          .isEqualTo(
              new OpenStream(
                  "demo/edge", "web", "demo/chat", "", "http", "chat m", startedAt, 7, run));
      end(port, exchange, call);
      Exchange plain = begin(port, "mcp-session-id: m-1");
      assertThat(port.telemetry().describe(plain))
          .returns("POST /v1/*", OpenStream::operation)
          .returns(session(JoinReason.MCP_SESSION, "m-1"), OpenStream::sessionId);
      end(port, plain);
    }
  }

  @Test
  void identifiersInBodiesDoNotChangeWhatIsSampled() throws Exception {
    TracingConfig policy = policy(Optional.of("0.5"), true, List.of());
    try (TracedPort port = TracedPort.grpc(policy)) {
      List<String> states = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        Exchange exchange = port.begin("POST", "/v1/chat");
        route(port, exchange);
        LlmCall call = inference(result("call_1"));
        start(port, exchange, call);
        Inferences.answer(call, "application/json", "{}", false);
        end(port, exchange, call);
        states.add(String.valueOf(exchange.request().headers().get(Sampler.TRACESTATE)));
      }
      // Were they decided together, all would be sampled or none.
      assertThat(states).contains("null").contains("ot=th:8");
    }
  }

  private static TracingConfig policy(Optional<String> random, boolean runs, List<String> removed) {
    TracingConfig usual = TracedPort.policy(Optional.empty(), List.of(), removed);
    return new TracingConfig(
        usual.policy(),
        usual.policyGeneration(),
        usual.collector(),
        usual.clientSampling(),
        random,
        usual.parentNotSampled(),
        usual.filter(),
        usual.resources(),
        usual.attributes(),
        usual.removeAttributes(),
        runs);
  }

  private static void chat(TracedPort port, String results, String answer) {
    infer(
        port,
        LlmFormat.CHAT_COMPLETIONS,
        "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}" + results + "]}",
        answer);
  }

  private static void infer(TracedPort port, LlmFormat format, String request, String answer) {
    Exchange exchange = begin(port, null);
    LlmCall call = Inferences.call(format, request);
    start(port, exchange, call);
    Inferences.answer(call, "application/json", answer, false);
    end(port, exchange, call);
  }

  private static LlmCall inference(String results) {
    return Inferences.call(
        LlmFormat.CHAT_COMPLETIONS,
        "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}" + results + "]}");
  }

  private static String result(String id) {
    return ", {\"role\": \"tool\", \"tool_call_id\": \"" + id + "\", \"content\": \"y\"}";
  }

  /** A message to an agent, which answers with a task. */
  private static void send(TracedPort port, String members, String context, String task) {
    Exchange exchange = begin(port, null);
    RequestHead head = new RequestHead();
    head.setMethod("POST");
    head.setTarget("/a2a");
    head.headers().add("content-type", "application/json");
    head.headers().add("a2a-version", "1.0");
    A2aCall call = new A2aCall(A2aRequest.of(head));
    start(port, exchange, call);
    A2aRequestReader request = new A2aRequestReader(call, 1 << 16);
    request.read(
        Unpooled.copiedBuffer(
            """
            {"jsonrpc": "2.0", "id": 1, "method": "SendMessage", "params": {"message":
              {"messageId": "m-1", MEMBERS "parts": []}}}"""
                .replace("MEMBERS", members),
            UTF_8));
    request.end();
    port.requests().callRead(exchange, call);
    ResponseHead answer = new ResponseHead();
    answer.setStatus(200, "");
    answer.headers().add("content-type", "application/json");
    A2aResponseReader response = new A2aResponseReader(call, answer, 1 << 16);
    response.read(
        Unpooled.copiedBuffer(
            """
            {"id": 1, "result": {"task": {"id": "TASK", "contextId": "CONTEXT",
              "status": {"state": "TASK_STATE_COMPLETED"}}}}"""
                .replace("TASK", task)
                .replace("CONTEXT", context),
            UTF_8));
    response.end();
    end(port, exchange, call);
  }

  /** An operation with one target, within a session or beginning one. */
  private static void tool(
      TracedPort port, String method, @Nullable String within, @Nullable String begun) {
    Exchange exchange = begin(port, within == null ? null : "mcp-session-id: " + within);
    McpCall asked = new McpCall(Side.SERVER, null, method);
    if (within != null) {
      asked.setSession(within, SEALING);
    }
    start(port, exchange, asked);
    McpCall sent = asked.to("files");
    start(port, exchange, sent);
    if (begun != null) {
      asked.setSession(begun, SEALING);
      sent.setSession(begun, SEALING);
    }
    end(port, exchange, sent, asked);
  }

  private static Exchange begin(TracedPort port, @Nullable String header) {
    Exchange exchange = port.begin("POST", "/v1/chat");
    if (header != null) {
      int colon = header.indexOf(':');
      exchange.request().headers().add(header.substring(0, colon), header.substring(colon + 2));
    }
    route(port, exchange);
    return exchange;
  }

  private static void route(TracedPort port, Exchange exchange) {
    exchange.setRoute(Requests.route());
    port.requests().routed(exchange);
  }

  private static void start(TracedPort port, Exchange exchange, AgentCall call) {
    port.requests().callStarted(exchange, call, null);
  }

  private static void end(TracedPort port, Exchange exchange, AgentCall... calls) {
    for (AgentCall call : calls) {
      port.requests().callEnded(exchange, call);
    }
    exchange.setStatus(200);
    port.requests().ended(exchange);
  }

  private void receive(TracedPort port, int count) throws InterruptedException {
    spans.addAll(port.collector().takeSpans(count));
  }

  /** The calls in their order. */
  private List<Span> calls() {
    return spans.stream()
        .filter(span -> !attributes(span).containsKey("http.request.method"))
        .toList();
  }

  private List<String> sessions() {
    return spans.stream().map(RunsTest::session).distinct().toList();
  }

  private static String session(JoinReason reason, String value) {
    return Identifier.of("demo/edge", reason, value).sessionId();
  }

  private static @Nullable String session(Span span) {
    return (String) attributes(span).get("session.id");
  }

  private static @Nullable String reason(Span span) {
    return (String) attributes(span).get("agentgateway.run.join_reason");
  }

  private static Map<String, Object> attributes(Span span) {
    return new TreeMap<>(TelemetryTest.attributes(span));
  }

  private static void assertLinked(Span span, Span to, String reason) {
    assertThat(session(span)).isEqualTo(session(to));
    assertThat(span.getLinksList())
        .singleElement()
        .returns(to.getTraceId(), Span.Link::getTraceId)
        .returns(to.getSpanId(), Span.Link::getSpanId)
        .returns(
            Map.of("link.reason", reason),
            link ->
                link.getAttributesList().stream()
                    .collect(
                        Collectors.toMap(
                            each -> each.getKey(), each -> each.getValue().getStringValue())));
  }
}
