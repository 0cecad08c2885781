package dev.agentgateway.controlplane.traces;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the calls in the spans of one trace.
 *
 * <p>Only the gateway's own spans are asked, by their instrumentation scope: an agent or a model
 * that records the same call would count it twice. A request in which the gateway understood no
 * call is a call of HTTP, or of MCP where its route or session tells that (the end of a session).
 */
final class CallReader {

  /** Name of the instrumentation scope of the gateway's spans. */
  static final String SCOPE = "agentgateway";

  private static final String SESSION = "session.id";
  private static final String REASON = "agentgateway.run.join_reason";
  private static final String ROUTE = "agentgateway.route";
  private static final String RULE = "agentgateway.route.rule";

  /** Parents that are followed: a call is at most a few spans below its request. */
  private static final int MAX_DEPTH = 16;

  private final StoredTrace trace;
  private final Map<ByteString, Span> own = new HashMap<>();
  private final Set<ByteString> understood = new HashSet<>();
  private final Set<String> mcpRoutes = new HashSet<>();

  private CallReader(StoredTrace trace) {
    this.trace = trace;
  }

  /** Every call, earliest first. */
  static List<AgentCall> read(StoredTrace trace) {
    return new CallReader(trace).calls();
  }

  private List<AgentCall> calls() {
    for (SpanEntry entry : trace.spans()) {
      if (entry.scope().getName().equals(SCOPE)) {
        own.put(entry.span().getSpanId(), entry.span());
      }
    }
    List<Span> requests = new ArrayList<>();
    List<Map.Entry<Span, Protocol>> found = new ArrayList<>();
    for (SpanEntry entry : trace.spans()) {
      Span span = entry.span();
      if (entry.scope().getName().equals(SCOPE)) {
        Protocol protocol = protocol(span);
        if (protocol.isAgentic()) {
          found.add(Map.entry(span, protocol));
          understands(span, protocol);
        } else if (protocol == Protocol.HTTP) {
          requests.add(span);
        }
      }
    }
    for (Span request : requests) {
      if (!understood.contains(request.getSpanId())) {
        boolean mcp =
            mcpRoutes.contains(rule(request)) || first(request, REASON).equals("mcp.session");
        found.add(Map.entry(request, mcp ? Protocol.MCP : Protocol.HTTP));
      }
    }
    return found.stream()
        .sorted(
            (a, b) ->
                Long.compareUnsigned(
                    a.getKey().getStartTimeUnixNano(), b.getKey().getStartTimeUnixNano()))
        .map(call -> call(call.getKey(), call.getValue()))
        .toList();
  }

  /** What a span is the call of; {@link Protocol#OTHER}: it is a part of one. */
  private static Protocol protocol(Span span) {
    List<KeyValue> attributes = span.getAttributesList();
    if (Attributes.has(attributes, "mcp.method.name")) {
      return span.getKind() == SpanKind.SPAN_KIND_SERVER ? Protocol.MCP : Protocol.OTHER;
    }
    if (Attributes.has(attributes, "a2a.method.name")) {
      return Protocol.A2A;
    }
    if (Attributes.has(attributes, "gen_ai.operation.name")) {
      return Protocol.LLM;
    }
    return span.getKind() == SpanKind.SPAN_KIND_SERVER
            && Attributes.has(attributes, "agentgateway.gateway")
        ? Protocol.HTTP
        : Protocol.OTHER;
  }

  private void understands(Span call, Protocol protocol) {
    Span request = request(call);
    if (request != null) {
      understood.add(request.getSpanId());
      if (protocol == Protocol.MCP) {
        mcpRoutes.add(rule(request));
      }
    }
  }

  /** The request that a call came in, above it or, where its context came in the body, linked. */
  private @Nullable Span request(Span call) {
    for (Span above : above(call)) {
      if (protocol(above) == Protocol.HTTP) {
        return above;
      }
    }
    for (Span.Link link : call.getLinksList()) {
      Span linked = own.get(link.getSpanId());
      if (linked != null
          && linked.getTraceId().equals(link.getTraceId())
          && protocol(linked) == Protocol.HTTP) {
        return linked;
      }
    }
    return null;
  }

  /** The gateway's spans above a span, the nearest first. */
  private List<Span> above(Span span) {
    List<Span> above = new ArrayList<>();
    Span next = own.get(span.getParentSpanId());
    while (next != null && above.size() < MAX_DEPTH) {
      above.add(next);
      next = own.get(next.getParentSpanId());
    }
    return above;
  }

  private AgentCall call(Span span, Protocol protocol) {
    Span request = request(span);
    String route = Attributes.text(span.getAttributesList(), ROUTE).orElse("");
    if (route.isEmpty() && request != null) {
      route = Attributes.text(request.getAttributesList(), ROUTE).orElse("");
    }
    return new AgentCall(
        trace.traceId(),
        Attributes.hex(span.getSpanId()),
        protocol,
        operation(span, protocol),
        subject(span, protocol),
        route,
        timing(span),
        outcome(span, protocol),
        protocol == Protocol.LLM ? usage(span) : Usage.NONE,
        joining(span, request));
  }

  private static String operation(Span span, Protocol protocol) {
    return switch (protocol) {
      case LLM -> first(span, "gen_ai.operation.name");
      case MCP -> first(span, "mcp.method.name", "http.request.method");
      case A2A -> first(span, "a2a.method.name");
      case HTTP, OTHER -> first(span, "http.request.method");
    };
  }

  private static String subject(Span span, Protocol protocol) {
    return switch (protocol) {
      case LLM -> first(span, "gen_ai.response.model", "gen_ai.request.model");
      case MCP ->
          first(span, "gen_ai.tool.name", "gen_ai.prompt.name", "mcp.resource.uri", "http.route");
      case A2A -> first(span, "agentgateway.backend");
      case HTTP, OTHER -> first(span, "http.route", "url.path");
    };
  }

  private static AgentCall.Timing timing(Span span) {
    long start = span.getStartTimeUnixNano();
    return new AgentCall.Timing(
        Instant.EPOCH.plusNanos(start),
        Duration.ofNanos(Math.max(0, span.getEndTimeUnixNano() - start)),
        Attributes.number(span.getAttributesList(), "gen_ai.response.time_to_first_chunk")
            .map(seconds -> Duration.ofNanos((long) (seconds * 1e9))));
  }

  private static AgentCall.Outcome outcome(Span span, Protocol protocol) {
    String status = first(span, "error.type");
    if (status.isEmpty()) {
      status =
          switch (protocol) {
            case LLM -> "";
            case A2A -> taskState(first(span, "a2a.task.state"));
            case MCP, HTTP, OTHER -> first(span, "http.response.status_code");
          };
    }
    return new AgentCall.Outcome(
        StoredTrace.isError(span), status.isEmpty() ? "ok" : status, span.getStatus().getMessage());
  }

  /** {@code TASK_STATE_COMPLETED} of one version and {@code completed} of another are the same. */
  private static String taskState(String state) {
    return (state.startsWith("TASK_STATE_") ? state.substring(11) : state)
        .toLowerCase(Locale.ROOT)
        .replace('_', '-');
  }

  private static Usage usage(Span span) {
    List<KeyValue> attributes = span.getAttributesList();
    Optional<Long> input = tokens(attributes, "gen_ai.usage.input_tokens");
    Optional<Long> output = tokens(attributes, "gen_ai.usage.output_tokens");
    Optional<Double> cost = Attributes.number(attributes, "agw.ai.usage.cost.total");
    // A call that a provider refused costs nothing; one that was cut off costs something unknown.
    boolean answered =
        input.isPresent()
            || output.isPresent()
            || !StoredTrace.isError(span)
            || Attributes.has(attributes, "gen_ai.response.id")
            || Attributes.has(attributes, "gen_ai.response.time_to_first_chunk");
    return new Usage(
        input,
        output,
        tokens(attributes, "gen_ai.usage.cache_read.input_tokens"),
        cost,
        answered && cost.isEmpty() ? 1 : 0);
  }

  private static Optional<Long> tokens(List<KeyValue> attributes, String key) {
    return Attributes.number(attributes, key).map(Double::longValue);
  }

  private AgentCall.Joining joining(Span span, @Nullable Span request) {
    List<Span> candidates = new ArrayList<>();
    candidates.add(span);
    candidates.addAll(above(span));
    if (request != null) {
      candidates.add(request);
    }
    Optional<String> session = Optional.empty();
    String reason = "";
    for (Span candidate : candidates) {
      session = Attributes.text(candidate.getAttributesList(), SESSION).filter(v -> !v.isEmpty());
      if (session.isPresent()) {
        reason = first(candidate, REASON);
        break;
      }
    }
    List<AgentCall.Link> links = new ArrayList<>();
    for (Span.Link link : span.getLinksList()) {
      links.add(
          new AgentCall.Link(
              Attributes.hex(link.getTraceId()),
              Attributes.hex(link.getSpanId()),
              Attributes.text(link.getAttributesList(), "link.reason").orElse("")));
    }
    return new AgentCall.Joining(session, reason, links);
  }

  private static String rule(Span request) {
    return first(request, ROUTE) + " " + first(request, RULE);
  }

  /** The first attribute of these that says something; empty: none does. */
  private static String first(Span span, String... keys) {
    for (String key : keys) {
      Optional<String> value = Attributes.text(span.getAttributesList(), key);
      if (value.isPresent() && !value.get().isEmpty()) {
        return value.get();
      }
    }
    return "";
  }
}
