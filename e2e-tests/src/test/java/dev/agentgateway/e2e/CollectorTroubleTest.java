package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Load;
import dev.agentgateway.e2e.support.Manifests;
import dev.agentgateway.e2e.support.Planes;
import dev.agentgateway.e2e.support.Relay;
import dev.agentgateway.e2e.support.TraceReceiver;
import dev.agentgateway.e2e.support.TraceReceiver.Answer;
import dev.agentgateway.e2e.support.Upstream;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a collector does, requests go on and every span is accounted for. */
final class CollectorTroubleTest {
  @TempDir Path directory;

  @Test
  void collectorThatIsUnreachableForAWhileLosesOnlyWhatIsCounted() throws Exception {
    try (Upstream upstream = Upstream.start("up");
        TraceReceiver receiver = TraceReceiver.grpc(0);
        Relay relay = Relay.to(receiver.port());
        Planes planes = traced(upstream, relay.port(), "GRPC")) {
      Planes.DataPlane proxy = planes.startDataPlane("proxy");
      planes.awaitRoute("/up");
      try (Load load = Load.start(planes.gatewayUrl().resolve("/up"))) {
        Await.untilTrue("spans arrive", () -> receiver.spans() > 0);
        relay.refuse();
        load.awaitMore(3_000);
        Planes.Ledger outage = planes.ledger(proxy);
        assertThat(outage.addsUp()).as("%s", outage).isTrue();
        assertThat(planes.metric(proxy, "agentgateway_spans_queued_bytes", ""))
            .isLessThanOrEqualTo(32 << 20);
        relay.accept();
        Await.untilTrue(
            "spans flow again",
            () -> planes.ledger(proxy).exported() > outage.exported() + outage.queued());
        assertThat(load.stop()).as("failed requests").isEmpty();
      }
      accountsForEverySpan(planes, proxy, receiver);
    }
  }

  @Test
  void collectorThatResetsConnectionsGetsEverySpanAtLeastOnce() throws Exception {
    for (String protocol : new String[] {"GRPC", "HTTP"}) {
      try (Upstream upstream = Upstream.start("up");
          TraceReceiver receiver =
              protocol.equals("GRPC") ? TraceReceiver.grpc(0) : TraceReceiver.http();
          Relay relay = Relay.to(receiver.port());
          Planes planes = traced(upstream, relay.port(), protocol)) {
        Planes.DataPlane proxy = planes.startDataPlane("proxy");
        planes.awaitRoute("/up");
        try (Load load = Load.start(planes.gatewayUrl().resolve("/up"))) {
          for (int i = 0; i < 10; i++) {
            int before = receiver.requests();
            Await.untilTrue("exports go on", () -> receiver.requests() > before);
            relay.reset();
          }
          assertThat(load.stop()).as("failed requests").isEmpty();
        }
        accountsForEverySpan(planes, proxy, receiver);
      }
    }
  }

  @Test
  void collectorThatAnswersLateHoldsUpNoRequest() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    try (Upstream upstream = Upstream.start("up");
        TraceReceiver receiver = TraceReceiver.grpc(0).answerAlways(new Answer.Wait(answer));
        Planes planes = traced(upstream, receiver.port(), "GRPC")) {
      Planes.DataPlane proxy = planes.startDataPlane("proxy");
      planes.awaitRoute("/up");
      try (Load load = Load.start(planes.gatewayUrl().resolve("/up"))) {
        load.awaitMore(2_000);
        Planes.Ledger waiting = planes.ledger(proxy);
        assertThat(waiting.addsUp()).as("%s", waiting).isTrue();
        assertThat(waiting.exported()).isZero();
        answer.countDown();
        assertThat(load.stop()).as("failed requests").isEmpty();
      }
      accountsForEverySpan(planes, proxy, receiver);
    }
  }

  @Test
  void answersOfGrpcAreReadAsOtlpSays() throws Exception {
    try (Upstream upstream = Upstream.start("up");
        TraceReceiver receiver =
            TraceReceiver.grpc(0)
                .answer(
                    new Answer.Take(1),
                    new Answer.Fail(Status.Code.RESOURCE_EXHAUSTED, true),
                    new Answer.Fail(Status.Code.UNAVAILABLE, false),
                    new Answer.Fail(Status.Code.INVALID_ARGUMENT, false));
        Planes planes = traced(upstream, receiver.port(), "GRPC")) {
      Planes.DataPlane proxy = planes.startDataPlane("proxy");
      planes.awaitRoute("/up");
      askUntil(planes, () -> receiver.requests() >= 6);

      Planes.Ledger ledger = settled(planes, proxy);
      assertThat(ledger.addsUp()).as("%s", ledger).isTrue();
      // One span of the first request, and all of the one that was refused.
      assertThat(ledger.dropped("rejected")).as("%s", ledger).isGreaterThan(1);
      assertThat(ledger.dropped()).isEqualTo(ledger.dropped("rejected"));
      assertThat(ledger.exported()).isEqualTo(receiver.spans() - 1);
    }
  }

  @Test
  void answersOfHttpAreReadAsOtlpSays() throws Exception {
    try (Upstream upstream = Upstream.start("up");
        TraceReceiver receiver =
            TraceReceiver.http()
                .answer(
                    new Answer.Take(1),
                    new Answer.Refuse(429, Map.of("retry-after", "0")),
                    new Answer.Refuse(503, Map.of("retry-after", "1")),
                    new Answer.Refuse(413, Map.of()));
        Planes planes = traced(upstream, receiver.port(), "HTTP")) {
      Planes.DataPlane proxy = planes.startDataPlane("proxy");
      planes.awaitRoute("/up");
      askUntil(planes, () -> receiver.requests() >= 6);

      Planes.Ledger ledger = settled(planes, proxy);
      assertThat(ledger.addsUp()).as("%s", ledger).isTrue();
      assertThat(ledger.dropped("rejected")).as("%s", ledger).isGreaterThan(1);
      assertThat(ledger.dropped()).isEqualTo(ledger.dropped("rejected"));
      assertThat(ledger.exported()).isEqualTo(receiver.spans() - 1);
      Await.untilTrue(
          "the reason is told", () -> planes.api("proxies").toString().contains("status 413"));
    }
  }

  private Planes traced(Upstream upstream, int collectorPort, String protocol) throws Exception {
    Planes planes = Planes.start(directory.resolve(protocol));
    planes.write(
        "routes.yaml",
        Manifests.all(
            Manifests.route("up", "/up", "up"),
            Manifests.backend("up", "127.0.0.1", upstream.port()),
            Manifests.backend("collector", "127.0.0.1", collectorPort),
            Manifests.tracing("collector", protocol)));
    return planes;
  }

  private static void askUntil(Planes planes, java.util.concurrent.Callable<Boolean> done) {
    Await.untilTrue(
        "enough was exported",
        () -> {
          assertThat(planes.get("/up").statusCode()).isEqualTo(200);
          return done.call();
        });
  }

  private static Planes.Ledger settled(Planes planes, Planes.DataPlane proxy) {
    return Await.until(
        "the ledger settles",
        () -> java.util.Optional.of(planes.ledger(proxy)).filter(Planes.Ledger::isSettled));
  }

  private static void accountsForEverySpan(
      Planes planes, Planes.DataPlane proxy, TraceReceiver receiver) throws Exception {
    Planes.Ledger ledger = settled(planes, proxy);
    assertThat(ledger.addsUp()).as("%s", ledger).isTrue();
    assertThat(ledger.exported()).as("%s", ledger).isEqualTo(receiver.distinctSpans());
    assertThat(ledger.started() - ledger.dropped()).isEqualTo(receiver.distinctSpans());
    // SERVER and CLIENT span of each request.
    assertThat(ledger.started())
        .isEqualTo(2 * (long) planes.metric(proxy, "agentgateway_requests_total", ""));
  }
}
