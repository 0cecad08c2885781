package dev.agentgateway.dataplane.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.config.TracingConfig.NamedExpression;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.RequestTelemetry;
import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.llm.LlmFormat;
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

  private static TracingConfig attribute(String expression) {
    return TracedPort.policy(
        Optional.empty(), List.of(new NamedExpression("x", expression)), List.of());
  }
}
