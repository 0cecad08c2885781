package dev.agentgateway.dataplane.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.config.TracingConfig.NamedExpression;
import dev.agentgateway.dataplane.exchange.AgentCall.Side;
import dev.agentgateway.dataplane.exchange.CapturedBody;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.RequestTelemetry;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcBody;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcReader;
import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.llm.LlmFormat;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import dev.agentgateway.dataplane.protocol.mcp.McpParams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What expressions see of calls of agent protocols. */
final class CallVariablesTest {
  private static final String ANSWER =
      """
      {"id": "r-1", "model": "gpt-x-2026", "choices": [
        {"index": 0, "finish_reason": "stop", "message": {"content": "hi"}}],
       "usage": {"prompt_tokens": 20, "completion_tokens": 8, "total_tokens": 28}}""";

  @Test
  void attributesAndFilterSeeTheInference() throws Exception {
    TracingConfig policy =
        TracedPort.policy(
            Optional.of("llm.outputTokens > 5"),
            List.of(
                new NamedExpression("model", "llm.requestModel + '/' + llm.responseModel"),
                new NamedExpression("tokens", "llm.inputTokens + llm.outputTokens"),
                new NamedExpression("backend", "backend.protocol"),
                new NamedExpression("tool", "default(mcp.tool.name, 'none')"),
                new NamedExpression("cost", "llm.cost.total")),
            List.of());
    try (TracedPort port = TracedPort.grpc(policy)) {
      RequestTelemetry telemetry = port.telemetry().forPort(port.listener());
      Exchange exchange = port.begin("POST", "/v1/chat/completions");
      exchange.setRoute(Requests.route());
      telemetry.routed(exchange);
      LlmCall call =
          Inferences.call(LlmFormat.CHAT_COMPLETIONS, "{\"model\": \"small\", \"messages\": []}");
      telemetry.callStarted(exchange, call, null);
      Inferences.answer(call, "application/json", ANSWER, false);
      telemetry.callEnded(exchange, call);
      exchange.setStatus(200);
      telemetry.ended(exchange);

      Span server = port.collector().takeSpans(2).get(1);
      assertThat(TelemetryTest.attributes(server))
          .containsEntry("model", "small/gpt-x-2026")
          .containsEntry("tokens", 28L)
          .containsEntry("tool", "none")
          .doesNotContainKey("cost");
    }
  }

  @Test
  void onlyContentsThatAnExpressionNamesAreKept() throws Exception {
    try (TracedPort port = TracedPort.grpc(attribute("size(llm.prompt)"))) {
      RequestTelemetry telemetry = port.telemetry().forPort(port.listener());
      Exchange exchange = port.begin("POST", "/v1/chat/completions");
      exchange.setRoute(Requests.route());
      telemetry.routed(exchange);
      assertThat(telemetry.contents(exchange).prompt()).isTrue();
      assertThat(telemetry.contents(exchange).completion()).isFalse();
      assertThat(telemetry.contents(exchange).toolArguments()).isFalse();
    }
    try (TracedPort port = TracedPort.grpc(attribute("llm.requestModel"))) {
      RequestTelemetry telemetry = port.telemetry().forPort(port.listener());
      Exchange exchange = port.begin("POST", "/v1/chat/completions");
      exchange.setRoute(Requests.route());
      telemetry.routed(exchange);
      assertThat(telemetry.contents(exchange).prompt()).isFalse();
    }
  }

  @Test
  void bodiesAreKeptWithinBoundsWhereAnExpressionNamesThem() throws Exception {
    TracingConfig policy =
        TracedPort.policy(
            Optional.empty(),
            List.of(
                new NamedExpression("model", "json(request.body).model"),
                new NamedExpression("answer", "string(response.body)"),
                new NamedExpression("begin", "size(response.bodyPrefix)")),
            List.of());
    try (TracedPort port = TracedPort.grpc(policy)) {
      assertThat(TelemetryTest.attributes(passed(port, "{\"model\": \"m\"}", "hello")))
          .containsEntry("model", "m")
          .containsEntry("answer", "hello")
          .containsEntry("begin", 5L);
      assertThat(TelemetryTest.attributes(passed(port, "{", "x".repeat(200_000))))
          .containsEntry("begin", (long) CapturedBody.MAX_BYTES)
          .doesNotContainKeys("model", "answer");
    }
    try (TracedPort port = TracedPort.grpc(attribute("request.method"))) {
      Exchange exchange = port.begin("POST", "/x");
      exchange.setRoute(Requests.route());
      port.requests().routed(exchange);
      assertThat(exchange.requestBody()).isNull();
      assertThat(exchange.responseBody()).isNull();
    }
  }

  @Test
  void theTaskOfAnMcpOperationIsSeen() throws Exception {
    try (TracedPort port = TracedPort.grpc(attribute("mcp.task.target + '/' + mcp.task.name"))) {
      Exchange exchange = port.begin("POST", "/mcp");
      exchange.setRoute(Requests.route());
      port.requests().routed(exchange);
      byte[] text =
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tasks/get\",\"params\":{\"taskId\":\"t-1\"}}"
              .getBytes(UTF_8);
      JsonRpcMessage message =
          ((JsonRpcBody.Single) JsonRpcReader.read(text, 0, text.length)).message();
      McpCall asked = McpCall.of(Side.SERVER, null, message, McpParams.of(message));
      McpCall sent = asked.to("files");
      port.requests().callStarted(exchange, asked, null);
      port.requests().callStarted(exchange, sent, null);
      port.requests().callEnded(exchange, sent);
      port.requests().callEnded(exchange, asked);
      port.requests().ended(exchange);
      assertThat(TelemetryTest.attributes(port.collector().takeSpans(3).getLast()))
          .containsEntry("x", "files/t-1");
    }
  }

  /** The SERVER span of a request with these bodies, which come in pieces. */
  private static Span passed(TracedPort port, String request, String response) throws Exception {
    Exchange exchange = port.begin("POST", "/x");
    exchange.setRoute(Requests.route());
    port.requests().routed(exchange);
    ByteBuf asked = Unpooled.copiedBuffer(request, UTF_8);
    exchange.addRequestBytes(asked, 1);
    asked.skipBytes(1);
    exchange.addRequestBytes(asked, asked.readableBytes());
    exchange.setStatus(200);
    ByteBuf answered = Unpooled.copiedBuffer(response, UTF_8);
    exchange.addResponseBytes(answered, response.length());
    port.requests().ended(exchange);
    return port.collector().takeSpans(1).getFirst();
  }

  private static TracingConfig attribute(String expression) {
    return TracedPort.policy(
        Optional.empty(), List.of(new NamedExpression("x", expression)), List.of());
  }
}
