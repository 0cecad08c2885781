package dev.agentgateway.controlplane.traces;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The spans of one trace that have arrived, in order of start. Immutable. */
public final class StoredTrace {

  private static final List<String> GATEWAY = List.of("agentgateway.gateway");
  private static final List<String> ROUTE = List.of("agentgateway.route");
  private static final List<String> MODEL =
      List.of("gen_ai.response.model", "gen_ai.request.model");

  private final String traceId;
  private final List<SpanEntry> spans;

  StoredTrace(String traceId, List<SpanEntry> spans) {
    this.traceId = traceId;
    this.spans =
        spans.stream()
            .sorted((a, b) -> Long.compareUnsigned(start(a.span()), start(b.span())))
            .toList();
  }

  /** 32 lower-case hex digits. */
  public String traceId() {
    return traceId;
  }

  /** Every span, earliest first. */
  public List<SpanEntry> spans() {
    return spans;
  }

  /** The trace as OTLP, spans grouped by resource and scope. */
  public TracesData otlp() {
    // A sender's entries share one resource and one scope, so that equal ones are grouped together.
    Map<Resource, Map<InstrumentationScope, ScopeSpans.Builder>> grouped = new LinkedHashMap<>();
    for (SpanEntry entry : spans) {
      grouped
          .computeIfAbsent(entry.resource(), _ -> new LinkedHashMap<>())
          .computeIfAbsent(entry.scope(), scope -> ScopeSpans.newBuilder().setScope(scope))
          .addSpans(entry.span());
    }
    TracesData.Builder data = TracesData.newBuilder();
    grouped.forEach(
        (resource, scopes) -> {
          ResourceSpans.Builder group = data.addResourceSpansBuilder().setResource(resource);
          scopes.values().forEach(group::addScopeSpans);
        });
    return data.build();
  }

  /** One line about it. */
  public TraceSummary summary() {
    SpanEntry top = top();
    long start = start(spans.getFirst().span());
    long end = start;
    int errors = 0;
    Set<String> services = new TreeSet<>();
    for (SpanEntry entry : spans) {
      end = Math.max(end, entry.span().getEndTimeUnixNano());
      errors += isError(entry.span()) ? 1 : 0;
      services.add(entry.service());
    }
    return new TraceSummary(
        traceId,
        top.service(),
        top.span().getName(),
        !top.span().getParentSpanId().isEmpty(),
        Instant.EPOCH.plusNanos(start),
        Duration.ofNanos(end - start),
        spans.size(),
        errors,
        List.copyOf(services),
        first(GATEWAY),
        first(ROUTE),
        protocol(),
        first(MODEL));
  }

  /** The span that the others hang below: the root, else the earliest whose parent is missing. */
  private SpanEntry top() {
    Set<ByteString> present = new HashSet<>();
    spans.forEach(entry -> present.add(entry.span().getSpanId()));
    SpanEntry orphan = null;
    for (SpanEntry entry : spans) {
      if (entry.span().getParentSpanId().isEmpty()) {
        return entry;
      }
      if (orphan == null && !present.contains(entry.span().getParentSpanId())) {
        orphan = entry;
      }
    }
    return orphan == null ? spans.getFirst() : orphan;
  }

  private Optional<String> first(List<String> keys) {
    for (String key : keys) {
      for (SpanEntry entry : spans) {
        Optional<String> value = Attributes.text(entry.span().getAttributesList(), key);
        if (value.isPresent()) {
          return value;
        }
      }
    }
    return Optional.empty();
  }

  private TraceSummary.Protocol protocol() {
    TraceSummary.Protocol found = TraceSummary.Protocol.OTHER;
    for (SpanEntry entry : spans) {
      for (KeyValue attribute : entry.span().getAttributesList()) {
        TraceSummary.Protocol candidate = protocolOf(attribute.getKey());
        if (candidate.compareTo(found) < 0) {
          found = candidate;
        }
      }
    }
    return found;
  }

  private static TraceSummary.Protocol protocolOf(String key) {
    if (key.startsWith("gen_ai.request.") || key.startsWith("gen_ai.response.")) {
      return TraceSummary.Protocol.LLM;
    }
    if (key.startsWith("mcp.")) {
      return TraceSummary.Protocol.MCP;
    }
    if (key.startsWith("a2a.")) {
      return TraceSummary.Protocol.A2A;
    }
    return key.startsWith("http.") ? TraceSummary.Protocol.HTTP : TraceSummary.Protocol.OTHER;
  }

  static boolean isError(Span span) {
    return span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR;
  }

  private static long start(Span span) {
    return span.getStartTimeUnixNano();
  }
}
