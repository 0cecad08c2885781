package dev.agentgateway.dataplane.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.exchange.AgentCall.Side;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.MessageContext;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.RequestHead;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.protocol.a2a.A2aCall;
import dev.agentgateway.dataplane.protocol.a2a.A2aRequest;
import dev.agentgateway.dataplane.protocol.a2a.A2aRequestReader;
import dev.agentgateway.dataplane.protocol.a2a.A2aResponseReader;
import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.llm.LlmCost;
import dev.agentgateway.dataplane.protocol.llm.LlmFormat;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import dev.agentgateway.dataplane.protocol.mcp.SealingKeys;
import dev.agentgateway.dataplane.telemetry.runs.Identifier;
import dev.agentgateway.dataplane.telemetry.runs.JoinReason;
import io.netty.buffer.Unpooled;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Spans of agent calls as a collector gets them, whole traces at a time. */
final class CallSpansTest {
  private static final SealingKeys SEALING = new SealingKeys(List.of(new byte[32]));
  private static final String MESSAGE_PARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void anInferenceTellsItsModelTokensAndCost() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      Exchange exchange = begin(port, "POST", "/v1/chat/completions");
      LlmCall call =
          Inferences.call(
              LlmFormat.CHAT_COMPLETIONS,
              """
              {"model": "small", "temperature": 0.5, "max_tokens": 64, "n": 2, "seed": 7,
               "stop": ["END"], "messages": [{"role": "user", "content": "private"}]}""");
      call.setSentModel("gpt-x");
      call.setServer("api.example.com", 443);
      start(port, exchange, call, null);
      attempt(port, exchange, call, 503);
      attempt(port, exchange, call, 200);
      Inferences.answer(
          call,
          "application/json",
          """
          {"id": "r-1", "model": "gpt-x-2026", "system_fingerprint": "fp", "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"content": "private"}},
            {"index": 1, "finish_reason": "length", "message": {"content": "private"}}],
           "usage": {"prompt_tokens": 20, "completion_tokens": 8, "total_tokens": 28,
             "prompt_tokens_details": {"cached_tokens": 15},
             "completion_tokens_details": {"reasoning_tokens": 3}}}""",
          false);
      call.setCost(new LlmCost(5_000_000, 10_000_000, 0, 0, 0, 0, 0));
      end(port, exchange, call);

      List<Span> spans = port.collector().takeSpans(4);
      assertThat(shown(spans))
          .isEqualTo(
              """
              SERVER POST /v1/*
                CLIENT chat gpt-x
                  agentgateway.backend = Service/demo/llm/80
                  agw.ai.usage.cost.input = 5.0E-6
                  agw.ai.usage.cost.output = 1.0E-5
                  agw.ai.usage.cost.total = 1.5E-5
                  gen_ai.operation.name = chat
                  gen_ai.provider.name = openai
                  gen_ai.request.choice.count = 2
                  gen_ai.request.max_tokens = 64
                  gen_ai.request.model = gpt-x
                  gen_ai.request.seed = 7
                  gen_ai.request.stop_sequences = [END]
                  gen_ai.request.temperature = 0.5
                  gen_ai.response.finish_reasons = [stop, length]
                  gen_ai.response.id = r-1
                  gen_ai.response.model = gpt-x-2026
                  gen_ai.usage.cache_read.input_tokens = 15
                  gen_ai.usage.input_tokens = 20
                  gen_ai.usage.output_tokens = 8
                  gen_ai.usage.reasoning.output_tokens = 3
                  openai.api.type = chat_completions
                  openai.response.system_fingerprint = fp
                  server.address = api.example.com
                  server.port = 443
                  CLIENT POST [error]
                  CLIENT POST
              """);
      assertThat(spans.toString()).doesNotContain("private");
    }
  }

  @Test
  void aStreamThatIsCutTellsWhatWasSeen() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      Exchange exchange = begin(port, "POST", "/v1/messages");
      LlmCall call =
          Inferences.call(
              LlmFormat.MESSAGES, "{\"model\": \"claude-x\", \"stream\": true, \"messages\": []}");
      start(port, exchange, call, null);
      Inferences.answer(
          call,
          "text/event-stream",
          """
          event: message_start
          data: {"type": "message_start", "message": {"id": "m-1", "model": "claude-x", \
          "usage": {"input_tokens": 10, "cache_read_input_tokens": 5, "output_tokens": 1}}}

          event: content_block_delta
          data: {"type": "content_block_delta", "index": 0, \
          "delta": {"type": "text_delta", "text": "He"}}

          """,
          true);
      call.fail(RequestFailure.UPSTREAM_RESET.errorType(), "");
      end(port, exchange, call);

      List<Span> spans = port.collector().takeSpans(2);
      assertThat(TelemetryTest.attributes(spans.get(0)))
          .containsKey("gen_ai.response.time_to_first_chunk");
      assertThat(shown(spans).replaceAll("(time_to_first_chunk = ).*", "$1some"))
          .isEqualTo(
              """
              SERVER POST /v1/*
                CLIENT chat claude-x [error]
                  error.type = upstream_reset
                  gen_ai.operation.name = chat
                  gen_ai.provider.name = openai
                  gen_ai.request.model = claude-x
                  gen_ai.request.stream = true
                  gen_ai.response.finish_reasons = [error]
                  gen_ai.response.id = m-1
                  gen_ai.response.model = claude-x
                  gen_ai.response.time_to_first_chunk = some
                  gen_ai.usage.cache_read.input_tokens = 5
                  gen_ai.usage.input_tokens = 15
                  gen_ai.usage.output_tokens = 1
              """);
    }
  }

  @Test
  void aToolCallIsOneServerSpanAndOneClientSpanPerTarget() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      Exchange exchange = begin(port, "POST", "/mcp");
      McpCall asked = new McpCall(Side.SERVER, null, "tools/call");
      asked.setNames("files_read", "", "");
      asked.setProtocolVersion("2025-11-25");
      asked.setSession("session", SEALING);
      start(port, exchange, asked, null);
      McpCall sent = new McpCall(Side.CLIENT, asked, "tools/call");
      sent.setNames("read", "", "");
      sent.setTarget("files");
      start(port, exchange, sent, null);
      attempt(port, exchange, sent, 200);
      sent.fail(McpCall.TOOL_ERROR, "");
      asked.fail(McpCall.TOOL_ERROR, "");
      end(port, exchange, sent, asked);

      assertThat(shown(port.collector().takeSpans(4)))
          .isEqualTo(
              """
              SERVER POST /v1/*
                SERVER tools/call files_read [error]
                  agentgateway.run.join_reason = mcp.session
                  client.address = 192.0.2.7
                  client.port = 54321
                  error.type = tool_error
                  gen_ai.operation.name = execute_tool
                  gen_ai.tool.name = files_read
                  mcp.method.name = tools/call
                  mcp.protocol.version = 2025-11-25
                  mcp.session.id = HASH
                  network.protocol.name = http
                  network.transport = tcp
                  session.id = RUN
                  CLIENT tools/call read [error]
                    agentgateway.backend = Service/demo/llm/80
                    agentgateway.mcp.target = files
                    agentgateway.run.join_reason = mcp.session
                    error.type = tool_error
                    gen_ai.operation.name = execute_tool
                    gen_ai.tool.name = read
                    mcp.method.name = tools/call
                    network.protocol.name = http
                    network.transport = tcp
                    server.address = 198.51.100.9
                    server.port = 9000
                    session.id = RUN
                    CLIENT POST
              """
                  .replace("HASH", SEALING.hash("session"))
                  .replace(
                      "RUN",
                      Identifier.of("demo/edge", JoinReason.MCP_SESSION, "session").sessionId()));
    }
  }

  @Test
  void aMessagesOwnContextIsTheParentAndTheRequestIsLinked() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      Exchange exchange = begin(port, "POST", "/mcp");
      McpCall asked = new McpCall(Side.SERVER, null, "resources/read");
      asked.setNames("", "", "https://user:pw@files.example.com/a?token=1&limit=2");
      start(port, exchange, asked, new MessageContext(MESSAGE_PARENT, "vendor=x"));
      asked.failWith(-32602, "a server's own text");
      end(port, exchange, asked);

      List<Span> spans = port.collector().takeSpans(2);
      Span operation = spans.get(0);
      Span request = spans.get(1);
      assertThat(operation.getParentSpanId()).isNotEqualTo(request.getSpanId());
      assertThat(operation.getLinksList())
          .singleElement()
          .returns(request.getTraceId(), Span.Link::getTraceId)
          .returns(request.getSpanId(), Span.Link::getSpanId);
      assertThat(shown(List.of(operation)))
          .isEqualTo(
              """
              SERVER resources/read [error: invalid params]
                agentgateway.run.join_reason = trace_id
                client.address = 192.0.2.7
                client.port = 54321
                error.type = -32602
                mcp.method.name = resources/read
                mcp.resource.uri = https://files.example.com/a?token=REDACTED&limit=2
                network.protocol.name = http
                network.transport = tcp
                rpc.response.status_code = -32602
                session.id = RUN
              """
                  .replace(
                      "RUN",
                      Identifier.of("demo/edge", JoinReason.TRACE, MESSAGE_PARENT.substring(3, 35))
                          .sessionId()));
    }
  }

  @Test
  void anAgentsTaskAndContextAreTold() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      Exchange exchange = begin(port, "POST", "/a2a");
      A2aCall call = a2a();
      start(port, exchange, call, null);
      attempt(port, exchange, call, 200);
      answer(
          call,
          """
          {"id": 1, "result": {"task": {"id": "t-1", "contextId": "c-1",
            "status": {"state": "TASK_STATE_INPUT_REQUIRED"}}}}""");
      end(port, exchange, call);

      assertThat(shown(port.collector().takeSpans(3)))
          .isEqualTo(
              """
              SERVER POST /v1/*
                CLIENT SendMessage
                  a2a.message.id = m-1
                  a2a.message.reference_task_ids = [t-0]
                  a2a.method.name = SendMessage
                  a2a.protocol.version = 1.0
                  a2a.result.kind = task
                  a2a.task.id = t-1
                  a2a.task.state = TASK_STATE_INPUT_REQUIRED
                  agentgateway.backend = Service/demo/llm/80
                  agentgateway.run.join_reason = a2a.context_id
                  gen_ai.conversation.id = c-1
                  server.address = 198.51.100.9
                  server.port = 9000
                  session.id = RUN
                  CLIENT POST
              """
                  .replace(
                      "RUN",
                      Identifier.of("demo/edge", JoinReason.A2A_CONTEXT, "c-1").sessionId()));
      assertThat(port.telemetry().metrics())
          .contains(
              "agentgateway_a2a_operation_duration_seconds_count{a2a_method=\"SendMessage\","
                  + "a2a_task_state=\"input_required\",error_type=\"\",");
    }
  }

  @Test
  void anAgentsErrorIsTold() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      Exchange exchange = begin(port, "POST", "/a2a");
      A2aCall call = a2a();
      start(port, exchange, call, null);
      answer(call, "{\"id\": 1, \"error\": {\"code\": -32001, \"message\": \"private\"}}");
      end(port, exchange, call);

      assertThat(shown(port.collector().takeSpans(2)))
          .contains("CLIENT SendMessage [error: task not found]")
          .contains("error.type = -32001")
          .contains("rpc.response.status_code = -32001")
          .doesNotContain("private");
    }
  }

  @Test
  void aClientThatLeavesMakesNoErrorOfItsCall() throws Exception {
    try (TracedPort port = TracedPort.grpc()) {
      Exchange exchange = begin(port, "POST", "/a2a");
      A2aCall call = a2a();
      start(port, exchange, call, null);
      exchange.setFailure(RequestFailure.CLIENT_DISCONNECTED);
      call.fail(RequestFailure.CLIENT_DISCONNECTED.errorType(), "");
      end(port, exchange, call);

      assertThat(shown(port.collector().takeSpans(2)))
          .contains("CLIENT SendMessage\n")
          .contains("error.type = client_disconnected");
    }
  }

  @Test
  void attributesOfCallsAreRemovedByTodaysAndByOlderNames() throws Exception {
    List<String> removed =
        List.of("a2a.context.id", "a2a.task.id", "a2a.message.reference_task_ids", "server.port");
    try (TracedPort port =
        TracedPort.grpc(TracedPort.policy(Optional.empty(), List.of(), removed))) {
      Exchange exchange = begin(port, "POST", "/a2a");
      A2aCall call = a2a();
      start(port, exchange, call, null);
      attempt(port, exchange, call, 200);
      answer(call, "{\"id\": 1, \"result\": {\"task\": {\"id\": \"t-1\", \"contextId\": \"c\"}}}");
      end(port, exchange, call);

      assertThat(shown(port.collector().takeSpans(3)))
          .contains("a2a.message.id")
          .doesNotContain("conversation", "a2a.task.id", "reference", "server.port");
    }
  }

  private static Exchange begin(TracedPort port, String method, String target) {
    Exchange exchange = port.begin(method, target);
    exchange.setRoute(Requests.route());
    port.requests().routed(exchange);
    return exchange;
  }

  private static void start(
      TracedPort port, Exchange exchange, AgentCall call, @Nullable MessageContext context) {
    port.requests().callStarted(exchange, call, context);
  }

  private static void attempt(TracedPort port, Exchange exchange, AgentCall call, int status) {
    TracedPort.attempt(port.requests(), exchange, call, 0, status);
  }

  /** Ends the calls in this order, then the request. */
  private static void end(TracedPort port, Exchange exchange, AgentCall... calls) {
    for (AgentCall call : calls) {
      port.requests().callEnded(exchange, call);
    }
    exchange.setStatus(200);
    port.requests().ended(exchange);
  }

  private static A2aCall a2a() {
    RequestHead head = new RequestHead();
    head.setMethod("POST");
    head.setTarget("/a2a");
    head.headers().add("content-type", "application/json");
    head.headers().add("a2a-version", "1.0");
    A2aCall call = new A2aCall(A2aRequest.of(head));
    A2aRequestReader reader = new A2aRequestReader(call, 1 << 16);
    reader.read(
        Unpooled.copiedBuffer(
            """
            {"jsonrpc": "2.0", "id": 1, "method": "SendMessage", "params": {"message":
              {"messageId": "m-1", "referenceTaskIds": ["t-0"], "parts": []}}}""",
            UTF_8));
    reader.end();
    return call;
  }

  private static void answer(A2aCall call, String json) {
    ResponseHead head = new ResponseHead();
    head.setStatus(200, "");
    head.headers().add("content-type", "application/json");
    A2aResponseReader reader = new A2aResponseReader(call, head, 1 << 16);
    reader.read(Unpooled.copiedBuffer(json, UTF_8));
    reader.end();
  }

  /** The trace as a tree; attributes of agent calls only, sorted. */
  static String shown(List<Span> spans) {
    Map<Object, Span> byId = new HashMap<>();
    spans.forEach(span -> byId.put(span.getSpanId(), span));
    StringBuilder out = new StringBuilder();
    for (Span span : spans) {
      if (!byId.containsKey(span.getParentSpanId())) {
        show(out, "", span, spans);
      }
    }
    return out.toString();
  }

  private static void show(StringBuilder out, String indent, Span span, List<Span> spans) {
    out.append(indent)
        .append(span.getKind().name().replace("SPAN_KIND_", ""))
        .append(' ')
        .append(span.getName());
    if (span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR) {
      String message = span.getStatus().getMessage();
      out.append(message.isEmpty() ? " [error]" : " [error: " + message + "]");
    }
    out.append('\n');
    Map<String, Object> attributes = new TreeMap<>(TelemetryTest.attributes(span));
    if (!attributes.containsKey("http.request.method")) {
      attributes.forEach((name, value) -> out.append(indent + "  " + name + " = " + value + "\n"));
    }
    List<Span> children = new ArrayList<>(spans);
    children.removeIf(each -> !each.getParentSpanId().equals(span.getSpanId()));
    children.forEach(child -> show(out, indent + "  ", child, spans));
  }
}
