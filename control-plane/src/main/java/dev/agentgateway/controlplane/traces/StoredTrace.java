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
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The spans of one trace that have arrived, in order of start. Immutable. */
public final class StoredTrace {

  private static final String GATEWAY = "agentgateway.gateway";
  private static final String ROUTE = "agentgateway.route";
  private static final String RESPONSE_MODEL = "gen_ai.response.model";
  private static final String REQUEST_MODEL = "gen_ai.request.model";

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

  /** The calls that the gateway saw, earliest first. */
  List<AgentCall> calls() {
    return CallReader.read(this);
  }

  /** Who started it, where that is known and not the gateway. */
  Run.Agent agent() {
    SpanEntry top = top();
    boolean known =
        top.span().getParentSpanId().isEmpty() && !top.scope().getName().equals(CallReader.SCOPE);
    return known ? new Run.Agent(top.service(), top.span().getName()) : Run.Agent.UNKNOWN;
  }

  /** One line about it. */
  public TraceSummary summary() {
    SpanEntry top = top();
    List<AgentCall> calls = calls();
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
        values(GATEWAY).stream().findFirst(),
        values(ROUTE),
        protocols(calls),
        models(),
        Usage.sum(calls.stream().map(AgentCall::usage).toList()));
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

  /** The values of an attribute, in the order of the spans that carry them. */
  private List<String> values(String key) {
    return spans.stream()
        .flatMap(entry -> Attributes.text(entry.span().getAttributesList(), key).stream())
        .distinct()
        .limit(TraceSummary.MAX_NAMES)
        .toList();
  }

  private List<String> models() {
    List<String> answered = values(RESPONSE_MODEL);
    return answered.isEmpty() ? values(REQUEST_MODEL) : answered;
  }

  /** HTTP is told where a request was nothing more. */
  private List<Protocol> protocols(List<AgentCall> calls) {
    EnumSet<Protocol> found = EnumSet.noneOf(Protocol.class);
    for (SpanEntry entry : spans) {
      for (KeyValue attribute : entry.span().getAttributesList()) {
        found.add(protocolOf(attribute.getKey()));
      }
    }
    boolean agentic = found.stream().anyMatch(Protocol::isAgentic);
    if (agentic && calls.stream().noneMatch(call -> call.protocol() == Protocol.HTTP)) {
      found.remove(Protocol.HTTP);
    }
    if (found.size() > 1) {
      found.remove(Protocol.OTHER);
    }
    return found.isEmpty() ? List.of(Protocol.OTHER) : List.copyOf(found);
  }

  private static Protocol protocolOf(String key) {
    if (key.startsWith("gen_ai.request.") || key.startsWith("gen_ai.response.")) {
      return Protocol.LLM;
    }
    if (key.startsWith("mcp.")) {
      return Protocol.MCP;
    }
    if (key.startsWith("a2a.")) {
      return Protocol.A2A;
    }
    return key.startsWith("http.") ? Protocol.HTTP : Protocol.OTHER;
  }

  static boolean isError(Span span) {
    return span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR;
  }

  private static long start(Span span) {
    return span.getStartTimeUnixNano();
  }
}
