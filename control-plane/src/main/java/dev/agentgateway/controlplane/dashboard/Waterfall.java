package dev.agentgateway.controlplane.dashboard;

import com.google.protobuf.ByteString;
import dev.agentgateway.controlplane.traces.Attributes;
import dev.agentgateway.controlplane.traces.SpanEntry;
import dev.agentgateway.controlplane.traces.StoredTrace;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Orders the spans of a trace as a tree: parents above children, siblings by start. A span whose
 * parent did not arrive stands at the top, marked; spans that are each other's parents too.
 */
final class Waterfall {

  private static final int DEEPEST = 16;

  private final StoredTrace trace;
  private final Map<ByteString, List<SpanEntry>> children = new LinkedHashMap<>();
  private final Set<ByteString> present = new HashSet<>();
  private final Set<ByteString> placed = new HashSet<>();
  private final List<SpanRow> rows = new ArrayList<>();
  private final long start;
  private final long length;

  private Waterfall(StoredTrace trace) {
    this.trace = trace;
    this.start = trace.spans().getFirst().span().getStartTimeUnixNano();
    this.length = Math.max(1, trace.summary().duration().toNanos());
  }

  static List<SpanRow> of(StoredTrace trace) {
    return new Waterfall(trace).rows();
  }

  private List<SpanRow> rows() {
    for (SpanEntry entry : trace.spans()) {
      present.add(entry.span().getSpanId());
      children.computeIfAbsent(entry.span().getParentSpanId(), _ -> new ArrayList<>()).add(entry);
    }
    for (SpanEntry entry : trace.spans()) {
      if (!present.contains(entry.span().getParentSpanId())) {
        place(entry, 0);
      }
    }
    // What is left hangs in a circle: no span of it has a parent outside.
    for (SpanEntry entry : trace.spans()) {
      place(entry, 0);
    }
    return rows;
  }

  private void place(SpanEntry entry, int depth) {
    Span span = entry.span();
    if (!placed.add(span.getSpanId())) {
      return;
    }
    rows.add(row(entry, depth));
    for (SpanEntry child : children.getOrDefault(span.getSpanId(), List.of())) {
      place(child, depth + 1);
    }
  }

  private SpanRow row(SpanEntry entry, int depth) {
    Span span = entry.span();
    long offset = span.getStartTimeUnixNano() - start;
    long took = Math.max(0, span.getEndTimeUnixNano() - span.getStartTimeUnixNano());
    return new SpanRow(
        Attributes.hex(span.getSpanId()),
        Math.min(depth, DEEPEST),
        entry.service(),
        span.getName(),
        kind(span),
        new SpanRow.Bar(
            percent(offset),
            percent(Math.max(took, length / 400)),
            Words.duration(Duration.ofNanos(took)),
            "+" + Words.duration(Duration.ofNanos(offset))),
        span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR,
        marks(span, depth),
        facts(entry));
  }

  private String percent(long nanos) {
    return String.format(Locale.ROOT, "%.2f%%", Math.min(100, nanos * 100.0 / length));
  }

  private static String kind(Span span) {
    return switch (span.getKind()) {
      case SPAN_KIND_SERVER -> "server";
      case SPAN_KIND_CLIENT -> "client";
      case SPAN_KIND_PRODUCER -> "producer";
      case SPAN_KIND_CONSUMER -> "consumer";
      case SPAN_KIND_INTERNAL, SPAN_KIND_UNSPECIFIED, UNRECOGNIZED -> "internal";
    };
  }

  private List<String> marks(Span span, int depth) {
    List<String> marks = new ArrayList<>();
    Optional<String> error = Attributes.text(span.getAttributesList(), "error.type");
    if (span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR || error.isPresent()) {
      marks.add(error.orElse("error"));
    }
    Attributes.text(span.getAttributesList(), "http.request.resend_count")
        .ifPresent(count -> marks.add("retry " + count));
    if (depth == 0 && !span.getParentSpanId().isEmpty()) {
      marks.add(
          present.contains(span.getParentSpanId()) ? "parents in a circle" : "parent not received");
    }
    if (span.getLinksCount() > 0) {
      marks.add(span.getLinksCount() == 1 ? "1 link" : span.getLinksCount() + " links");
    }
    return marks;
  }

  private static List<SpanRow.Fact> facts(SpanEntry entry) {
    Span span = entry.span();
    List<SpanRow.Fact> facts = new ArrayList<>();
    if (!span.getStatus().getMessage().isEmpty()) {
      facts.add(new SpanRow.Fact("status", span.getStatus().getMessage()));
    }
    add(facts, span.getAttributesList());
    for (Span.Event event : span.getEventsList()) {
      List<SpanRow.Fact> details = new ArrayList<>();
      add(details, event.getAttributesList());
      facts.add(
          new SpanRow.Fact(
              "event " + event.getName(),
              String.join(", ", details.stream().map(f -> f.name() + "=" + f.value()).toList())));
    }
    for (Span.Link link : span.getLinksList()) {
      facts.add(
          new SpanRow.Fact(
              "link",
              "trace "
                  + Attributes.hex(link.getTraceId())
                  + " span "
                  + Attributes.hex(link.getSpanId())
                  + Attributes.text(link.getAttributesList(), "link.reason")
                      .map(reason -> " because of " + reason)
                      .orElse("")));
    }
    facts.add(new SpanRow.Fact("span id", Attributes.hex(span.getSpanId())));
    if (!span.getParentSpanId().isEmpty()) {
      facts.add(new SpanRow.Fact("parent span id", Attributes.hex(span.getParentSpanId())));
    }
    if (!span.getTraceState().isEmpty()) {
      facts.add(new SpanRow.Fact("tracestate", span.getTraceState()));
    }
    return facts;
  }

  private static void add(List<SpanRow.Fact> facts, List<KeyValue> attributes) {
    attributes.stream()
        .sorted((a, b) -> a.getKey().compareTo(b.getKey()))
        .forEach(kv -> facts.add(new SpanRow.Fact(kv.getKey(), Attributes.text(kv.getValue()))));
  }
}
