package dev.agentgateway.controlplane.traces;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Instant;
import java.util.HexFormat;

/** Spans for tests: one agent's run through a gateway. */
public final class SampleSpans {

  public static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private static final long START =
      Instant.parse("2026-11-23T09:59:58Z").toEpochMilli() * 1_000_000;

  private SampleSpans() {}

  /** A request of one span. */
  public static ExportTraceServiceRequest request(String service, Span.Builder span) {
    ExportTraceServiceRequest.Builder export = ExportTraceServiceRequest.newBuilder();
    var resource = export.addResourceSpansBuilder();
    resource.getResourceBuilder().addAttributes(attribute("service.name", service));
    resource.addScopeSpansBuilder().addSpans(span);
    return export.build();
  }

  /** A span without attributes; an empty parent makes it a root. */
  public static Span.Builder span(
      String trace, int id, int parent, String name, int startMillis, int millis) {
    long start = START + startMillis * 1_000_000L;
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(ByteString.fromHex(trace))
            .setSpanId(ByteString.fromHex("%016x".formatted(id)))
            .setName(name)
            .setStartTimeUnixNano(start)
            .setEndTimeUnixNano(start + millis * 1_000_000L);
    return parent == 0 ? span : span.setParentSpanId(ByteString.fromHex("%016x".formatted(parent)));
  }

  /** An attribute of text. */
  public static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  /** An agent, a gateway that retries once, and an upstream whose parent never arrives. */
  public static void fill(TraceStore store) {
    store.add(
        request(
            "agentgateway",
            span(TRACE, 4, 2, "POST", 120, 300)
                .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
                .addAttributes(attribute("http.request.resend_count", "1"))
                .addAttributes(attribute("gen_ai.request.model", "small-1"))));
    store.add(
        request(
            "agentgateway",
            span(TRACE, 3, 2, "POST", 12, 100)
                .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
                .addAttributes(attribute("error.type", "503"))
                .setStatus(
                    Status.newBuilder()
                        .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                        .setMessage("<img src=x onerror=alert(1)>"))));
    store.add(
        request(
            "agentgateway",
            span(TRACE, 2, 1, "POST /v1/*", 10, 420)
                .setKind(Span.SpanKind.SPAN_KIND_SERVER)
                .addAttributes(attribute("http.route", "/v1/*"))
                .addAttributes(attribute("agentgateway.gateway", "shop/edge"))
                .addAttributes(attribute("agentgateway.route", "shop/llm"))
                .addAttributes(attribute("agentgateway.policy", "shop/tracing"))
                .addAttributes(attribute("agentgateway.sampling.reason", "client"))
                .addAttributes(attribute("agentgateway.xds.version", "9f2c"))));
    store.add(request("sample-agent", span(TRACE, 1, 0, "run <script>alert(2)</script>", 0, 450)));
    store.add(request("sample-llm", span(TRACE, 9, 8, "inference", 130, 250)));
    for (int i = 1; i <= 5; i++) {
      String trace = HexFormat.of().toHexDigits(0x1000L + i).repeat(2);
      store.add(
          request(
              "agentgateway",
              span(trace, 1, 0, "GET /echo/*", 100 * i, 2 * i)
                  .addAttributes(attribute("http.route", "/echo/*"))
                  .addAttributes(attribute("agentgateway.route", "shop/echo"))));
    }
  }
}
