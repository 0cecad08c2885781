package dev.agentgateway.dataplane.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import dev.agentgateway.api.v1.SpanLedger;
import dev.agentgateway.dataplane.config.GatewayPolicies;
import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.config.TracingConfig.Collector;
import dev.agentgateway.dataplane.config.TracingConfig.Protocol;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.RequestTelemetry;
import dev.agentgateway.dataplane.telemetry.export.ExportSettings;
import dev.agentgateway.dataplane.telemetry.export.FakeCollector.Reply;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ExportTest {
  private static final ExportSettings FAST = TracedPort.FAST;

  static Stream<Protocol> protocols() {
    return Stream.of(new Protocol.Grpc(), new Protocol.Http("/v1/traces"));
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void sendsAuthorityAndSecretHeaders(Protocol protocol) throws Exception {
    try (TracedPort port = TracedPort.with(FAST, protocol)) {
      requests(port, 1);
      assertThat(port.collector().authorization()).isEqualTo("Bearer s3cret");
      assertThat(port.collector().authority()).isEqualTo("otel.example.com");
      assertThat(port.settled().getExported()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void retriesWhatMayBeRetriedAndLosesNothing(Protocol protocol) throws Exception {
    try (TracedPort port = TracedPort.with(FAST, protocol)) {
      port.collector().reply(fail(Status.UNAVAILABLE, 503), fail(Status.DEADLINE_EXCEEDED, 429));
      requests(port, 10);
      SpanLedger ledger = port.settled();
      assertThat(ledger.getExported()).isEqualTo(20);
      assertThat(port.collector().spans()).isEqualTo(20);
      assertThat(ledger.getExporters(0).getLastError()).isNotEmpty();
      assertThat(ledger.getExporters(0).getLastSuccess()).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void dropsWhatTheCollectorRefusesForGood(Protocol protocol) throws Exception {
    try (TracedPort port = TracedPort.with(FAST, protocol)) {
      port.collector().replyAlways(fail(Status.INVALID_ARGUMENT, 400));
      requests(port, 3);
      SpanLedger ledger = port.settled();
      assertThat(ledger.getExported()).isZero();
      assertThat(ledger.getDroppedMap()).containsEntry("rejected", 6L);
    }
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void countsPartialSuccess(Protocol protocol) throws Exception {
    try (TracedPort port = TracedPort.with(FAST, protocol)) {
      port.collector().reply(new Reply.Take(1));
      requests(port, 5);
      SpanLedger ledger = port.settled();
      assertThat(ledger.getExported()).isEqualTo(9);
      assertThat(ledger.getDroppedMap()).containsEntry("rejected", 1L);
      assertThat(port.collector().spans()).isEqualTo(9);
    }
  }

  @Test
  void resourceExhaustedIsRetriedOnlyWithRetryInfo() throws Exception {
    try (TracedPort port = TracedPort.with(FAST, new Protocol.Grpc())) {
      port.collector().reply(new Reply.Fail(Status.RESOURCE_EXHAUSTED, retryInfo(), 0, ""));
      requests(port, 1);
      assertThat(port.settled().getExported()).isEqualTo(2);
      port.collector().replyAlways(fail(Status.RESOURCE_EXHAUSTED, 0));
      requests(port, 1);
      assertThat(port.settled().getDroppedMap()).containsEntry("rejected", 2L);
    }
  }

  @Test
  void honoursRetryAfter() throws Exception {
    try (TracedPort port = TracedPort.with(FAST, new Protocol.Http("/v1/traces"))) {
      port.collector()
          .reply(
              new Reply.Fail(Status.OK, new Metadata(), 503, "0"),
              new Reply.Fail(Status.OK, new Metadata(), 429, "Wed, 21 Oct 2015 07:28:00 GMT"));
      requests(port, 1);
      assertThat(port.settled().getExported()).isEqualTo(2);
    }
  }

  @Test
  void aWaitThatNobodyCouldWaitGivesUpTheBatchAndNothingElse() throws Exception {
    try (TracedPort port = TracedPort.with(FAST, new Protocol.Http("/v1/traces"))) {
      // The two spans may leave in two batches.
      port.collector()
          .replyAlways(new Reply.Fail(Status.OK, new Metadata(), 503, "" + Long.MAX_VALUE));
      requests(port, 1);
      assertThat(port.settled().getDroppedMap()).containsEntry("retries_exhausted", 2L);
      port.collector().replyAlways(new Reply.Take(0));
      requests(port, 1);
      assertThat(port.settled().getExported()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void givesUpAfterTheRetryLimit(Protocol protocol) throws Exception {
    ExportSettings impatient =
        new ExportSettings(
            32 << 20,
            1 << 20,
            3 << 20,
            4,
            Duration.ofMillis(20),
            Duration.ofSeconds(5),
            Duration.ofMillis(10),
            Duration.ofMillis(20),
            Duration.ofMillis(100));
    try (TracedPort port = TracedPort.with(impatient, protocol)) {
      port.collector().replyAlways(fail(Status.UNAVAILABLE, 503));
      requests(port, 2);
      assertThat(port.settled().getDroppedMap()).containsEntry("retries_exhausted", 4L);
    }
  }

  @Test
  void unreachableCollectorFillsTheQueueAndNoMore() throws Exception {
    ExportSettings small =
        new ExportSettings(
            1 << 20,
            256 << 10,
            512 << 10,
            2,
            Duration.ofMillis(20),
            Duration.ofSeconds(5),
            Duration.ofMillis(10),
            Duration.ofMillis(20),
            Duration.ofMinutes(5));
    try (TracedPort port = TracedPort.with(small, new Protocol.Grpc())) {
      port.collector().replyAlways(fail(Status.UNAVAILABLE, 503));
      for (int i = 0; i < 50; i++) {
        requests(port, 100);
        assertThat(gauge(port, "agentgateway_spans_queued_bytes")).isBetween(0L, 1L << 20);
        TracedPort.assertAddsUp(port.telemetry().ledger());
      }
      SpanLedger outage = port.telemetry().ledger();
      assertThat(outage.getDroppedOrDefault("queue_full", 0)).isPositive();
      assertThat(outage.getExported()).isZero();
      assertThat(outage.getQueued()).isPositive();

      port.collector().replyAlways(new Reply.Take(0));
      SpanLedger after = port.settled();
      assertThat(after.getStarted()).isEqualTo(10_000);
      assertThat(after.getExported()).isEqualTo(port.collector().spans());
      assertThat(after.getExported() + after.getDroppedOrDefault("queue_full", 0))
          .isEqualTo(10_000);
    }
  }

  @Test
  void policyThatIsGoneDropsItsSpansQueuedOnesToo() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (TracedPort port = TracedPort.with(FAST, new Protocol.Grpc())) {
      port.collector().replyAlways(fail(Status.UNAVAILABLE, 503));
      Exchange open = port.begin("GET", "/");
      requests(port, 10);
      port.removePolicies();
      SpanLedger gone = port.settled();
      assertThat(gone.getDroppedMap()).containsEntry("backend_invalid", 20L);
      // A request that is routed late still counts.
      port.finish(open, 200, 1);
      assertThat(port.settled().getDroppedMap()).containsEntry("backend_invalid", 22L);
      assertThat(gone.getExportersList()).isEmpty();
    } finally {
      go.countDown();
    }
  }

  @Test
  void invalidBackendStillPropagatesAndCounts() throws Exception {
    Telemetry telemetry =
        new Telemetry(
            TracedPort.settings(), FAST, TracedPort.targets(Requests.address(127, 0, 0, 1, 1)));
    telemetry.start();
    TracingConfig invalid = withCollector(new Collector.Invalid("no such Service"));
    RequestTelemetry port = telemetry.forPort(Requests.listener(policies(invalid)));
    Exchange exchange = Requests.exchange("GET", "/");
    List<String> sent = TracedPort.finish(port, exchange, 200, 1);
    assertThat(sent.getFirst()).endsWith("-01");
    SpanLedger ledger = telemetry.ledger();
    assertThat(ledger.getDroppedMap()).containsEntry("backend_invalid", 2L);
    assertThat(ledger.getQueued()).isZero();
    telemetry.close(Duration.ofSeconds(1));
  }

  @Test
  void aPolicyThatChangedKeepsItsQueueForTheSameCollector() throws Exception {
    try (TracedPort port = TracedPort.with(FAST, new Protocol.Grpc())) {
      CountDownLatch go = new CountDownLatch(1);
      port.collector().reply(new Reply.Wait(go));
      requests(port, 5);
      TracingConfig changed = TracedPort.policy(Optional.of("true"), List.of(), List.of("x"));
      port.telemetry()
          .update(
              new ProxyConfig(
                  Map.of("demo/edge/8080", Requests.listener(policies(changed))),
                  Map.of(),
                  Map.of(),
                  Map.of(),
                  Map.of()));
      requests(port, 5);
      go.countDown();
      SpanLedger ledger = port.settled();
      assertThat(ledger.getExported()).isEqualTo(20);
      assertThat(ledger.getExportersList()).hasSize(1);
    }
  }

  @Test
  void equalPolicyKeepsItsQueueAcrossUpdates() throws Exception {
    try (TracedPort port = TracedPort.with(FAST, new Protocol.Grpc())) {
      CountDownLatch go = new CountDownLatch(1);
      port.collector().reply(new Reply.Wait(go));
      requests(port, 5);
      port.telemetry()
          .update(
              new ProxyConfig(
                  Map.of("demo/edge/8080", port.listener()),
                  Map.of(),
                  Map.of(),
                  Map.of(),
                  Map.of()));
      requests(port, 5);
      go.countDown();
      assertThat(port.settled().getExported()).isEqualTo(20);
    }
  }

  @Test
  void ledgerAddsUpWhileManyThreadsTraceAndTheCollectorStumbles() throws Exception {
    try (TracedPort port = TracedPort.with(FAST, new Protocol.Grpc())) {
      for (int i = 0; i < 10; i++) {
        port.collector()
            .reply(
                new Reply.Take(0),
                fail(Status.UNAVAILABLE, 0),
                new Reply.Take(1),
                fail(Status.INTERNAL, 0));
      }
      List<Thread> loops = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        loops.add(Thread.ofPlatform().start(() -> requests(port, 5_000)));
      }
      while (loops.stream().anyMatch(Thread::isAlive)) {
        TracedPort.assertAddsUp(port.telemetry().ledger());
      }
      SpanLedger ledger = port.settled();
      assertThat(ledger.getStarted()).isEqualTo(40_000);
      assertThat(ledger.getOpen()).isZero();
      assertThat(ledger.getExported()).isEqualTo(port.collector().spans());
      assertThat(ledger.getDroppedOrDefault("rejected", 0))
          .isEqualTo(40_000 - ledger.getExported());
      assertThat(gauge(port, "agentgateway_spans_started_total")).isEqualTo(40_000);
      assertThat(port.telemetry().requests()).isEqualTo(20_000);
    }
  }

  @Test
  void shutdownIsBoundedAndCountsWhatIsLeft() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (TracedPort port = TracedPort.with(FAST, new Protocol.Grpc())) {
      port.collector().replyAlways(new Reply.Wait(go));
      requests(port, 10);
      port.telemetry().close(Duration.ofMillis(50));
      SpanLedger ledger = port.telemetry().ledger();
      TracedPort.assertAddsUp(ledger);
      assertThat(ledger.getDroppedMap()).containsEntry("shutdown", 20L);
      assertThat(ledger.getQueued()).isZero();
    } finally {
      go.countDown();
    }
  }

  private static void requests(TracedPort port, int count) {
    for (int i = 0; i < count; i++) {
      port.finish(port.begin("GET", "/" + i), 200, 1);
    }
  }

  private static long gauge(TracedPort port, String name) {
    return port.telemetry()
        .metrics()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static Reply fail(Status grpc, int http) {
    return new Reply.Fail(grpc, new Metadata(), http, "");
  }

  private static Metadata retryInfo() {
    Metadata trailers = new Metadata();
    trailers.put(
        Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER),
        com.google.rpc.Status.newBuilder()
            .setCode(8)
            .addDetails(Any.pack(RetryInfo.getDefaultInstance()))
            .build()
            .toByteArray());
    return trailers;
  }

  private static TracingConfig withCollector(Collector collector) {
    TracingConfig valid = TracedPort.policy(Optional.empty(), List.of(), List.of());
    return new TracingConfig(
        valid.policy(),
        3,
        collector,
        valid.clientSampling(),
        valid.randomSampling(),
        valid.parentNotSampled(),
        valid.filter(),
        valid.resources(),
        valid.attributes(),
        valid.removeAttributes(),
        valid.runs());
  }

  private static GatewayPolicies policies(TracingConfig policy) {
    return new GatewayPolicies("demo/edge", Map.of("", policy));
  }
}
