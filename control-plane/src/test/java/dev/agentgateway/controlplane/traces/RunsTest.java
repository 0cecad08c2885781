package dev.agentgateway.controlplane.traces;

import static dev.agentgateway.controlplane.traces.SampleRuns.chat;
import static dev.agentgateway.controlplane.traces.SampleRuns.failed;
import static dev.agentgateway.controlplane.traces.SampleRuns.gateway;
import static dev.agentgateway.controlplane.traces.SampleRuns.server;
import static dev.agentgateway.controlplane.traces.SampleRuns.tool;
import static dev.agentgateway.controlplane.traces.SampleSpans.attribute;
import static dev.agentgateway.controlplane.traces.SampleSpans.request;
import static dev.agentgateway.controlplane.traces.SampleSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.agentgateway.controlplane.traces.Run.JoinedCall;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RunsTest {
  private static final String TRACE = "b1".repeat(16);
  private static final String OTHER = "b2".repeat(16);

  private final TraceStore store = new TraceStore(TraceStore.DEFAULT_MAX_BYTES);
  private final Runs runs = new Runs(store);

  @Test
  void callsOfOneSessionAreARunAcrossTraces() {
    SampleRuns.fill(store);
    Run run = runs.find(SampleRuns.SESSION).orElseThrow();
    assertThat(run.basis()).isEqualTo(Run.Basis.SESSION);
    assertThat(run.totals().traces()).isEqualTo(4);
    assertThat(run.totals().byProtocol())
        .isEqualTo(Map.of(Protocol.LLM, 3, Protocol.MCP, 2, Protocol.A2A, 1));
    assertThat(run.totals().usage().costUsd()).contains(0.3);
    assertThat(run.totals().usage().unpriced()).isEqualTo(1);
    assertThat(run.totals().failedTools()).isEqualTo(1);
    assertThat(run.totals().errors()).isEqualTo(2);
    assertThat(run.agent().service()).isEqualTo("planner");
  }

  @Test
  void aTraceMayHoldCallsOfSeveralRuns() {
    SampleRuns.fill(store);
    assertThat(runs.list(10)).extracting(Run::id).containsExactly("another", SampleRuns.SESSION);
    assertThat(runs.ofTrace("a4".repeat(16))).containsExactly(SampleRuns.SESSION, "another");
  }

  @Test
  void aTraceOfSeveralCallsWithoutASessionIsARunOfItsOwn() {
    store.add(gateway(server(TRACE, 2, 1, "a/llm", 0, 9), plainChat(TRACE, 3, 2, 1)));
    assertThat(runs.list(10)).as("one call alone is no run").isEmpty();
    store.add(gateway(server(TRACE, 4, 1, "a/mcp", 20, 9), tool(TRACE, 5, 4, 21, "t")));
    store.add(gateway(server(TRACE, 6, 1, "a/echo", 40, 9)));
    Run run = runs.find(TRACE).orElseThrow();
    assertThat(run.basis()).isEqualTo(Run.Basis.TRACE);
    assertThat(run.calls())
        .extracting(JoinedCall::reason)
        .containsOnly(JoinedCall.TRACE_CONTEXT)
        .hasSize(3);
    assertThat(run.calls().getLast().call().protocol()).isEqualTo(Protocol.HTTP);
  }

  @Test
  void requestsThatShareNothingAreNoRun() {
    SampleSpans.fill(store);
    assertThat(runs.list(10)).isEmpty();
  }

  @Test
  void whatTheAgentAndTheModelRecordThemselvesIsNotCountedTwice() {
    store.add(
        request(
            "agent",
            span(TRACE, 1, 0, "chat large", 0, 9)
                .addAttributes(attribute("gen_ai.operation.name", "chat"))
                .addAttributes(attribute("session.id", "s"))));
    store.add(
        gateway(
            server(TRACE, 2, 1, "a/llm", 1, 8),
            plainChat(TRACE, 3, 2, 2).addAttributes(attribute("session.id", "s"))));
    assertThat(runs.find("s").orElseThrow().calls()).hasSize(1);
  }

  @Test
  void theEndOfAnMcpSessionIsACallOfMcp() {
    store.add(gateway(server(TRACE, 2, 1, "a/mcp", 0, 9), tool(TRACE, 3, 2, 1, "t")));
    store.add(
        gateway(
            server(TRACE, 4, 1, "a/mcp", 20, 9)
                .setAttributes(0, attribute("http.request.method", "DELETE"))));
    assertThat(runs.find(TRACE).orElseThrow().calls().getLast().call())
        .returns(Protocol.MCP, AgentCall::protocol)
        .returns("DELETE", AgentCall::operation);
    assertThat(store.find(TRACE).orElseThrow().summary().protocols()).doesNotContain(Protocol.HTTP);
  }

  @Test
  void soItIsInATraceOfItsOwn() {
    store.add(
        gateway(
            server(TRACE, 2, 0, "a/mcp", 0, 9),
            tool(TRACE, 3, 2, 1, "t").addAttributes(attribute("session.id", "s"))));
    store.add(
        gateway(
            server(OTHER, 2, 0, "a/mcp", 20, 9).addAttributes(attribute("session.id", "s")),
            server(OTHER, 3, 0, "a/echo", 40, 9)));
    assertThat(runs.find("s").orElseThrow().totals().byProtocol())
        .isEqualTo(Map.of(Protocol.MCP, 2, Protocol.HTTP, 1));
  }

  @Test
  void aCallWhoseContextCameInItsMessageIsTakenForItsRequest() {
    store.add(
        gateway(server(OTHER, 2, 0, "a/mcp", 0, 9).addAttributes(attribute("session.id", "s"))));
    store.add(
        gateway(
            tool(TRACE, 3, 9, 1, "t")
                .addAttributes(attribute("session.id", "s"))
                .addLinks(
                    Span.Link.newBuilder()
                        .setTraceId(ByteString.fromHex(OTHER))
                        .setSpanId(ByteString.fromHex("%016x".formatted(2))))));
    assertThat(runs.find("s").orElseThrow().calls())
        .extracting(joined -> joined.call().protocol())
        .containsExactly(Protocol.MCP);
  }

  @Test
  void aRefusedCallCostsNothingAndOneWithoutUsageSomethingUnknown() {
    store.add(
        gateway(
            server(TRACE, 2, 1, "a/llm", 0, 9), failed(plainChat(TRACE, 3, 2, 1), "rate_limit")));
    store.add(gateway(server(TRACE, 4, 1, "a/llm", 10, 9), plainChat(TRACE, 5, 4, 11)));
    Usage usage = runs.find(TRACE).orElseThrow().totals().usage();
    assertThat(usage.costUsd()).isEmpty();
    assertThat(usage.input()).isEmpty();
    assertThat(usage.unpriced()).isEqualTo(1);
  }

  @Test
  void numbersThatMakeNoSenseAreLeftOut() {
    KeyValue.Builder cost = KeyValue.newBuilder().setKey("agw.ai.usage.cost.total");
    for (double nonsense : List.of(Double.NaN, -1.0, Double.POSITIVE_INFINITY, 1e300)) {
      TraceStore each = new TraceStore(TraceStore.DEFAULT_MAX_BYTES);
      each.add(
          gateway(
              chat(TRACE, 3, 2, 1, 5, "session_header")
                  .addAttributes(
                      cost.setValue(AnyValue.newBuilder().setDoubleValue(nonsense)).build())));
      assertThat(new Runs(each).list(1).getFirst().totals().usage().costUsd()).isEmpty();
    }
  }

  @Test
  void runsGoWithTheirTraces() {
    TraceStore small = new TraceStore(64 << 10);
    Runs few = new Runs(small);
    for (int i = 1; i <= 300; i++) {
      String trace = "%032x".formatted(i);
      small.add(
          gateway(
              plainChat(trace, 3, 2, i).addAttributes(attribute("session.id", "session-" + i))));
    }
    assertThat(few.count()).isEqualTo(small.counts().traces()).isLessThan(300);
    assertThat(few.find("session-300")).isPresent();
    assertThat(few.find("session-1")).isEmpty();
    assertThat(few.list(3)).extracting(Run::id).first().isEqualTo("session-300");
  }

  @Test
  void aRunGrowsWithWhatArrives() {
    store.add(gateway(chat(TRACE, 3, 2, 1, 5, "session_header")));
    assertThat(runs.find(SampleRuns.SESSION).orElseThrow().calls()).hasSize(1);
    store.add(gateway(chat(OTHER, 3, 2, 1, 5, "gen_ai.response.id")));
    assertThat(runs.find(SampleRuns.SESSION).orElseThrow().calls()).hasSize(2);
  }

  private static Span.Builder plainChat(String trace, int id, int parent, int startMillis) {
    return span(trace, id, parent, "chat large", startMillis, 5)
        .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
        .addAttributes(attribute("gen_ai.operation.name", "chat"))
        .addAttributes(attribute("gen_ai.request.model", "large"));
  }
}
