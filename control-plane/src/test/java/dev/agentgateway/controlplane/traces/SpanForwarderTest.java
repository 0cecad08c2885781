package dev.agentgateway.controlplane.traces;

import static dev.agentgateway.controlplane.traces.SampleSpans.request;
import static dev.agentgateway.controlplane.traces.SampleSpans.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

final class SpanForwarderTest {

  private static final InstantSource CLOCK = () -> Instant.parse("2026-11-23T10:00:00Z");
  private static final ExportTraceServiceRequest REQUEST =
      request("a", span(SampleSpans.TRACE, 1, 0, "root", 0, 5));

  @Test
  void passesOnOverGrpcWhatWasReceived() throws Exception {
    TraceStore far = new TraceStore(TraceStore.DEFAULT_MAX_BYTES);
    OtlpReceiver next =
        new OtlpReceiver(
            OtlpReceiverTest.anyPort(), OtlpReceiverTest.anyPort(), far, Optional.empty());
    next.startGrpc();
    try (next;
        SpanForwarder forwarder =
            new SpanForwarder(URI.create("grpc://127.0.0.1:" + next.grpcPort()), CLOCK)) {
      forwarder.start();
      forwarder.forward(REQUEST);
      await(() -> forwarder.state().forwarded() == 1);
      assertThat(far.find(SampleSpans.TRACE)).isPresent();
      assertThat(forwarder.state().failing()).isFalse();
    }
  }

  @Test
  void triesAgainOverHttpAndCountsWhatTheEndpointRefuses() throws Exception {
    LinkedBlockingQueue<byte[]> bodies = new LinkedBlockingQueue<>();
    HttpServer server = HttpServer.create(OtlpReceiverTest.anyPort(), 0);
    ExportTraceServiceResponse.Builder partial = ExportTraceServiceResponse.newBuilder();
    partial.getPartialSuccessBuilder().setRejectedSpans(1).setErrorMessage("too old");
    server.createContext(
        "/v1/traces",
        exchange -> {
          bodies.add(exchange.getRequestBody().readAllBytes());
          boolean first = bodies.size() == 1;
          byte[] body = first ? new byte[0] : partial.build().toByteArray();
          exchange.sendResponseHeaders(first ? 503 : 200, first ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try (SpanForwarder forwarder =
        new SpanForwarder(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), CLOCK)) {
      forwarder.start();
      forwarder.forward(REQUEST);
      await(() -> forwarder.state().dropped() == 1);
      assertThat(bodies).hasSize(2);
      assertThat(ExportTraceServiceRequest.parseFrom(bodies.poll(1, TimeUnit.SECONDS)))
          .isEqualTo(REQUEST);
      assertThat(forwarder.state().forwarded()).isZero();
      assertThat(forwarder.state().lastError()).isEqualTo("too old");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void dropsAndCountsWhatDoesNotFitInsteadOfBlocking() {
    SpanForwarder forwarder = new SpanForwarder(URI.create("http://127.0.0.1:1"), CLOCK);
    ExportTraceServiceRequest big =
        request(
            "a",
            span(SampleSpans.TRACE, 1, 0, "root", 0, 5)
                .addAttributes(SampleSpans.attribute("k", "x".repeat(20 << 20))));
    forwarder.forward(big);
    forwarder.forward(big);
    assertThat(forwarder.state().dropped()).isEqualTo(1);
    assertThat(forwarder.state().queuedBytes()).isLessThanOrEqualTo(SpanForwarder.MAX_QUEUED_BYTES);
    forwarder.close();
    assertThat(forwarder.state().dropped()).isEqualTo(2);
  }

  @Test
  void refusesAnEndpointThatIsNoUrlOfOtlp() {
    assertThatThrownBy(() -> new SpanForwarder(URI.create("ftp://host"), CLOCK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ftp://host")
        .hasMessageContaining("expected: http://");
  }

  /** Looks again whenever the forwarder may have moved on, for at most ten seconds. */
  private static void await(BooleanSupplier condition) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 1000 && !condition.getAsBoolean(); i++) {
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }
}
