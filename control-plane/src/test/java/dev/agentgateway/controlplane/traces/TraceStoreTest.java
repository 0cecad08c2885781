package dev.agentgateway.controlplane.traces;

import static dev.agentgateway.controlplane.traces.SampleSpans.attribute;
import static dev.agentgateway.controlplane.traces.SampleSpans.request;
import static dev.agentgateway.controlplane.traces.SampleSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TraceStoreTest {

  private final TraceStore store = new TraceStore(TraceStore.DEFAULT_MAX_BYTES);

  @Test
  void spansOfOneTraceMayArriveInAnyOrderAndFromSeveralServices() {
    SampleSpans.fill(store);
    StoredTrace trace = store.find(SampleSpans.TRACE).orElseThrow();
    assertThat(trace.spans()).extracting(entry -> entry.span().getName()).hasSize(5);
    TraceSummary summary = trace.summary();
    assertThat(summary.rootService()).isEqualTo("sample-agent");
    assertThat(summary.rootMissing()).isFalse();
    assertThat(summary.duration()).isEqualTo(Duration.ofMillis(450));
    assertThat(summary.errors()).isEqualTo(1);
    assertThat(summary.services()).containsExactly("agentgateway", "sample-agent", "sample-llm");
    assertThat(summary.routes()).containsExactly("shop/llm");
    assertThat(summary.protocols()).containsExactly(Protocol.LLM);
    assertThat(summary.models()).containsExactly("small-1");
  }

  @Test
  void aTraceWithoutItsRootIsNamedAfterItsEarliestSpan() {
    store.add(request("a", span(SampleSpans.TRACE, 2, 1, "late", 10, 5)));
    store.add(request("b", span(SampleSpans.TRACE, 3, 1, "early", 5, 5)));
    TraceSummary summary = store.find(SampleSpans.TRACE).orElseThrow().summary();
    assertThat(summary.rootName()).isEqualTo("early");
    assertThat(summary.rootMissing()).isTrue();
  }

  @Test
  void aSpanThatArrivesTwiceIsKeptOnce() {
    store.add(request("a", span(SampleSpans.TRACE, 1, 0, "once", 0, 5)));
    long before = store.counts().bytes();
    store.add(request("a", span(SampleSpans.TRACE, 1, 0, "once", 0, 5)));
    assertThat(store.find(SampleSpans.TRACE).orElseThrow().spans()).hasSize(1);
    assertThat(store.counts().bytes()).isEqualTo(before);
  }

  @Test
  void spansWithoutValidIdsAreRefusedAndCounted() {
    Span.Builder shortId = span(SampleSpans.TRACE, 1, 0, "x", 0, 1).setTraceId(ByteString.EMPTY);
    Span.Builder zeroId = span("0".repeat(32), 1, 0, "x", 0, 1);
    assertThat(store.add(request("a", shortId))).isEqualTo(1);
    assertThat(store.add(request("a", zeroId))).isEqualTo(1);
    assertThat(store.counts().rejectedSpans()).isEqualTo(2);
    assertThat(store.list(TraceQuery.LATEST)).isEmpty();
  }

  @Test
  void memoryIsBoundedAndTheNewestTracesStay() {
    TraceStore small = new TraceStore(64 << 10);
    for (int i = 1; i <= 500; i++) {
      small.add(request("a", span("%032x".formatted(i), 1, 0, "s" + i, i, 1)));
    }
    TraceStore.Counts counts = small.counts();
    assertThat(counts.bytes()).isLessThanOrEqualTo(64 << 10);
    assertThat(counts.evictedTraces()).isEqualTo(500 - counts.traces()).isPositive();
    assertThat(small.find("%032x".formatted(500))).isPresent();
    assertThat(small.find("%032x".formatted(1))).isEmpty();
  }

  @Test
  void oneEndlessTraceDoesNotPushOutTheOthers() {
    TraceStore small = new TraceStore(64 << 10);
    small.add(request("a", span("%032x".formatted(7), 1, 0, "other", 0, 1)));
    for (int i = 1; i <= 500; i++) {
      small.add(request("a", span(SampleSpans.TRACE, i, 0, "s" + i, i, 1)));
    }
    assertThat(small.find("%032x".formatted(7))).isPresent();
    assertThat(small.counts().oversizedSpans()).isPositive();
  }

  @Test
  void tracesAreListedNewestFirstAndByEveryFilter() {
    SampleSpans.fill(store);
    assertThat(store.list(TraceQuery.LATEST))
        .extracting(TraceSummary::start)
        .isSortedAccordingTo((a, b) -> b.compareTo(a))
        .hasSize(6);
    assertThat(names(query("sample-llm", "", TraceQuery.Outcome.ANY, 0, ""))).hasSize(1);
    assertThat(names(query("", "shop/echo", TraceQuery.Outcome.ANY, 0, ""))).hasSize(5);
    assertThat(names(query("", "/v1/*", TraceQuery.Outcome.ANY, 0, ""))).hasSize(1);
    assertThat(names(query("", "", TraceQuery.Outcome.ERROR, 0, ""))).hasSize(1);
    assertThat(names(query("", "", TraceQuery.Outcome.OK, 0, ""))).hasSize(5);
    assertThat(names(query("", "", TraceQuery.Outcome.ANY, 8, ""))).hasSize(3);
    assertThat(names(query("", "", TraceQuery.Outcome.ANY, 0, "INFERENCE"))).hasSize(1);
    assertThat(names(query("", "", TraceQuery.Outcome.ANY, 0, "nowhere"))).isEmpty();
    assertThat(names(query("", "", TraceQuery.Outcome.ANY, 0, SampleSpans.TRACE.substring(4))))
        .hasSize(1);
  }

  @Test
  void anAttributeFilterNeedsTheWholeValue() {
    store.add(
        request(
            "a", span(SampleSpans.TRACE, 1, 0, "x", 0, 1).addAttributes(attribute("k", "value"))));
    assertThat(store.list(byAttribute("k", "value"))).hasSize(1);
    assertThat(store.list(byAttribute("k", "val"))).isEmpty();
    assertThat(store.list(byAttribute("service.name", "a"))).hasSize(1);
  }

  @Test
  void aTraceIdIsFoundInAnyCaseAndNonsenseIsNot() {
    SampleSpans.fill(store);
    assertThat(store.find(SampleSpans.TRACE.toUpperCase(Locale.ROOT))).isPresent();
    assertThat(store.find("nonsense")).isEmpty();
    assertThat(store.find("z".repeat(32))).isEmpty();
  }

  private List<String> names(TraceQuery query) {
    return store.list(query).stream().map(TraceSummary::rootName).toList();
  }

  private static TraceQuery query(
      String service, String route, TraceQuery.Outcome outcome, int millis, String text) {
    return new TraceQuery(
        service, route, Optional.empty(), outcome, Duration.ofMillis(millis), text, Map.of(), 50);
  }

  private static TraceQuery byAttribute(String name, String value) {
    return new TraceQuery(
        "",
        "",
        Optional.empty(),
        TraceQuery.Outcome.ANY,
        Duration.ZERO,
        "",
        Map.of(name, value),
        50);
  }
}
