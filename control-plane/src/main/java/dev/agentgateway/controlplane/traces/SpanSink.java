package dev.agentgateway.controlplane.traces;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.util.Optional;

/** Where both receivers put what they got: the store, and the forwarder where there is one. */
final class SpanSink {

  private final TraceStore store;
  private final Optional<SpanForwarder> forwarder;

  SpanSink(TraceStore store, Optional<SpanForwarder> forwarder) {
    this.store = store;
    this.forwarder = forwarder;
  }

  ExportTraceServiceResponse accept(ExportTraceServiceRequest request) {
    forwarder.ifPresent(next -> next.forward(request));
    int refused = store.add(request);
    ExportTraceServiceResponse.Builder response = ExportTraceServiceResponse.newBuilder();
    if (refused > 0) {
      response
          .getPartialSuccessBuilder()
          .setRejectedSpans(refused)
          .setErrorMessage("a trace id needs 16 bytes and a span id 8, not all zero");
    }
    return response.build();
  }
}
