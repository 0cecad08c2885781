package dev.agentgateway.controlplane.traces;

import static dev.agentgateway.controlplane.traces.SampleSpans.attribute;
import static dev.agentgateway.controlplane.traces.SampleSpans.request;
import static dev.agentgateway.controlplane.traces.SampleSpans.span;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;

/** A run of an agent for tests: six calls in four traces, as a gateway records them. */
public final class SampleRuns {

  /** Any text may be the id of a session. */
  public static final String SESSION = "s/1 <b>bad</b>+\"x\"";

  public static final String ENCODED_SESSION = "s%2F1%20%3Cb%3Ebad%3C%2Fb%3E%2B%22x%22";

  /** The first turn of a model and the tools that it asked for. */
  public static final String FIRST = "a1".repeat(16);

  private static final String SECOND = "a2".repeat(16);
  private static final String DELEGATION = "a3".repeat(16);
  private static final String CUT = "a4".repeat(16);

  private SampleRuns() {}

  /** Its spans, one call after the other. */
  public static void fill(TraceStore store) {
    store.add(request("planner", span(FIRST, 1, 0, "invoke_agent <b>bad</b>", 0, 900)));
    store.add(
        gateway(
            server(FIRST, 2, 1, "shop/llm", 5, 400),
            client(FIRST, 3, 2, 10, 390),
            priced(chat(FIRST, 4, 2, 10, 390, "session_header"), 1200, 40, 0.1)
                .addAttributes(numeric("gen_ai.response.time_to_first_chunk", decimal(0.12)))));
    store.add(
        gateway(
            server(FIRST, 5, 1, "shop/tools", 450, 50),
            tool(FIRST, 6, 5, 452, "get_weather")
                .addAttributes(attribute("session.id", SESSION))
                .addAttributes(attribute("agentgateway.run.join_reason", "gen_ai.tool.call.id"))
                .addLinks(
                    Span.Link.newBuilder()
                        .setTraceId(ByteString.fromHex(FIRST))
                        .setSpanId(ByteString.fromHex("%016x".formatted(4)))
                        .addAttributes(attribute("link.reason", "gen_ai.tool.call.id"))),
            tool(FIRST, 7, 6, 453, "get_weather").setKind(Span.SpanKind.SPAN_KIND_CLIENT)));
    store.add(
        gateway(
            server(FIRST, 8, 1, "shop/tools", 520, 50),
            failed(tool(FIRST, 9, 8, 522, "broken_tool"), "tool_error")));
    store.add(
        gateway(
            server(SECOND, 2, 0, "shop/llm", 1000, 300),
            priced(chat(SECOND, 3, 2, 1001, 298, "gen_ai.response.id"), 1400, 50, 0.2)));
    store.add(
        gateway(
            server(DELEGATION, 2, 0, "shop/planner", 1400, 200)
                .addAttributes(attribute("session.id", SESSION))
                .addAttributes(attribute("agentgateway.run.join_reason", "a2a.context_id")),
            span(DELEGATION, 3, 2, "SendMessage", 1401, 198)
                .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
                .addAttributes(attribute("a2a.method.name", "SendMessage"))
                .addAttributes(attribute("a2a.task.state", "TASK_STATE_COMPLETED"))
                .addAttributes(
                    attribute("agentgateway.backend", "AgentgatewayBackend/shop/planner"))));
    store.add(
        gateway(
            failed(
                    chat(CUT, 3, 2, 1701, 90, "session_header").addAttributes(attribute("x", "y")),
                    "upstream_reset")
                .addAttributes(attribute("gen_ai.response.id", "r3")),
            server(CUT, 2, 0, "shop/llm", 1700, 100)));
    store.add(
        gateway(
            server(CUT, 5, 0, "shop/planner", 1850, 10)
                .addAttributes(attribute("session.id", "another"))
                .addAttributes(attribute("agentgateway.run.join_reason", "session_header")),
            span(CUT, 6, 5, "GetTask", 1851, 8)
                .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
                .addAttributes(attribute("a2a.method.name", "GetTask"))));
  }

  /** Spans of the gateway. */
  static ExportTraceServiceRequest gateway(Span.Builder... spans) {
    ExportTraceServiceRequest.Builder export = ExportTraceServiceRequest.newBuilder();
    var resource = export.addResourceSpansBuilder();
    resource.getResourceBuilder().addAttributes(attribute("service.name", "agentgateway"));
    var scope = resource.addScopeSpansBuilder();
    scope.getScopeBuilder().setName("agentgateway");
    for (Span.Builder span : spans) {
      scope.addSpans(span);
    }
    return export.build();
  }

  static Span.Builder server(
      String trace, int id, int parent, String route, int startMillis, int millis) {
    return span(trace, id, parent, "POST /x/*", startMillis, millis)
        .setKind(Span.SpanKind.SPAN_KIND_SERVER)
        .addAttributes(attribute("http.request.method", "POST"))
        .addAttributes(attribute("http.route", "/x/*"))
        .addAttributes(attribute("agentgateway.gateway", "shop/edge"))
        .addAttributes(attribute("agentgateway.route", route));
  }

  private static Span.Builder client(
      String trace, int id, int parent, int startMillis, int millis) {
    return span(trace, id, parent, "POST", startMillis, millis)
        .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
        .addAttributes(attribute("http.request.method", "POST"));
  }

  static Span.Builder chat(
      String trace, int id, int parent, int startMillis, int millis, String reason) {
    return span(trace, id, parent, "chat large", startMillis, millis)
        .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
        .addAttributes(attribute("gen_ai.operation.name", "chat"))
        .addAttributes(attribute("gen_ai.request.model", "large"))
        .addAttributes(attribute("gen_ai.response.model", "large-1"))
        .addAttributes(attribute("session.id", SESSION))
        .addAttributes(attribute("agentgateway.run.join_reason", reason));
  }

  static Span.Builder priced(Span.Builder chat, long input, long output, double dollars) {
    return chat.addAttributes(numeric("gen_ai.usage.input_tokens", number(input)))
        .addAttributes(numeric("gen_ai.usage.output_tokens", number(output)))
        .addAttributes(numeric("agw.ai.usage.cost.total", decimal(dollars)));
  }

  static Span.Builder tool(String trace, int id, int parent, int startMillis, String tool) {
    return span(trace, id, parent, "tools/call " + tool, startMillis, 40)
        .setKind(Span.SpanKind.SPAN_KIND_SERVER)
        .addAttributes(attribute("mcp.method.name", "tools/call"))
        .addAttributes(attribute("gen_ai.operation.name", "execute_tool"))
        .addAttributes(attribute("gen_ai.tool.name", tool));
  }

  static Span.Builder failed(Span.Builder span, String errorType) {
    return span.addAttributes(attribute("error.type", errorType))
        .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
  }

  private static KeyValue numeric(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static AnyValue.Builder number(long value) {
    return AnyValue.newBuilder().setIntValue(value);
  }

  private static AnyValue.Builder decimal(double value) {
    return AnyValue.newBuilder().setDoubleValue(value);
  }
}
