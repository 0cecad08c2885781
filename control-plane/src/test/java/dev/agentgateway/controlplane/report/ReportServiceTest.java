package dev.agentgateway.controlplane.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.agentgateway.api.v1.AcceptedResources;
import dev.agentgateway.api.v1.Explanation;
import dev.agentgateway.api.v1.ProxyNode;
import dev.agentgateway.api.v1.ProxyReport;
import dev.agentgateway.api.v1.ProxyState;
import dev.agentgateway.api.v1.ReportRequest;
import dev.agentgateway.api.v1.ReportServiceGrpc;
import dev.agentgateway.api.v1.SpanLedger;
import dev.agentgateway.controlplane.xds.XdsType;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReportServiceTest {
  private final SettableClock clock = new SettableClock();
  private final ReportRegistry registry = new ReportRegistry(clock);
  private final String name = InProcessServerBuilder.generateName();
  private final Server server =
      InProcessServerBuilder.forName(name).addService(new ReportService(registry)).build();
  private final ManagedChannel channel = InProcessChannelBuilder.forName(name).build();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void aDepartedProxyKeepsItsLastLedgerForAnHour() throws InterruptedException {
    Proxy proxy = new Proxy("p1", 1);
    CountDownLatch reported = when(list -> !list.isEmpty() && ledger(list).getStarted() == 7);
    proxy.report(state(7));
    await(reported);
    CountDownLatch left = when(list -> list.stream().noneMatch(ReportedProxy::isConnected));
    proxy.leave();
    await(left);

    clock.now = clock.now.plus(Duration.ofMinutes(59));
    assertThat(ledger(registry.proxies()).getStarted()).isEqualTo(7);
    clock.now = clock.now.plus(Duration.ofMinutes(2));
    assertThat(registry.proxies()).isEmpty();
  }

  @Test
  void resourcesThatAreNotSentAgainStayThoseOfTheStateBefore() throws InterruptedException {
    Proxy proxy = new Proxy("p1", 1);
    CountDownLatch newest = when(list -> !list.isEmpty() && ledger(list).getStarted() == 2);
    proxy.report(state(1));
    proxy.report(
        ProxyState.newBuilder()
            .setLedger(SpanLedger.newBuilder().setStarted(2))
            .setResourcesUnchanged(true)
            .build());
    await(newest);

    ProxyState reported = registry.proxies().getFirst().state();
    assertThat(reported.getAcceptedList()).isEqualTo(state(1).getAcceptedList()).isNotEmpty();
    assertThat(reported.getResourcesUnchanged()).isFalse();
  }

  @Test
  void aRestartedProxyIsListedBesideItsFormerSelf() throws InterruptedException {
    CountDownLatch first = when(list -> list.size() == 1);
    Proxy old = new Proxy("p1", 1);
    await(first);
    CountDownLatch left = when(list -> list.stream().noneMatch(ReportedProxy::isConnected));
    old.leave();
    await(left);
    CountDownLatch both = when(list -> list.size() == 2);
    new Proxy("p1", 2);
    await(both);

    assertThat(registry.proxies())
        .extracting(ReportedProxy::isConnected)
        .containsExactly(false, true);
  }

  @Test
  void proxiesSendSpansWhileSomeoneWatches() throws InterruptedException {
    CountDownLatch connected = when(list -> list.size() == 1);
    Proxy proxy = new Proxy("p1", 1);
    await(connected);
    BlockingQueue<ByteString> spans = new LinkedBlockingQueue<>();
    Runnable first = registry.watchSpans((node, bytes) -> spans.add(bytes));
    assertThat(proxy.next().getWatchSpans()).isTrue();
    Runnable second = registry.watchSpans((node, bytes) -> {});
    Proxy late = new Proxy("p2", 1);
    assertThat(late.next().getWatchSpans()).isTrue();

    proxy.reports.onNext(
        ProxyReport.newBuilder().setSpans(ByteString.copyFromUtf8("otlp")).build());
    assertThat(spans.poll(10, TimeUnit.SECONDS)).isEqualTo(ByteString.copyFromUtf8("otlp"));

    first.run();
    first.run();
    second.run();
    assertThat(proxy.next().getWatchSpans()).isFalse();
    assertThat(proxy.requests).isEmpty();
  }

  @Test
  void aProxyThatServesThePortExplainsARequest() throws Exception {
    CountDownLatch ready = when(list -> list.stream().anyMatch(p -> p.state().hasLedger()));
    Proxy proxy = new Proxy("p1", 1);
    proxy.report(state(1));
    await(ready);
    CompletableFuture<ReportRegistry.Explained> answer =
        registry.explain(
            new ExplainQuery("", "GET", "http://host:8080/x", List.of()), Duration.ofSeconds(10));
    ReportRequest asked = proxy.next();
    assertThat(asked.getExplain().getUrl()).isEqualTo("http://host:8080/x");
    proxy.reports.onNext(
        ProxyReport.newBuilder()
            .setExplanation(
                Explanation.newBuilder().setId(asked.getExplain().getId()).setJson("{\"a\":1}"))
            .build());

    assertThat(answer.get(10, TimeUnit.SECONDS))
        .isEqualTo(new ReportRegistry.Explained("p1", "{\"a\":1}"));
  }

  @Test
  void anExplanationFailsWhereNoProxyServesOrAnswers() throws InterruptedException {
    ExplainQuery query = new ExplainQuery("demo/edge", "GET", "http://host/x", List.of());
    assertThatThrownBy(registry.explain(query, Duration.ofSeconds(1))::join)
        .hasMessageContaining("no connected proxy serves demo/edge");

    CountDownLatch connected = when(list -> list.size() == 1);
    new Proxy("p1", 1);
    await(connected);
    assertThatThrownBy(registry.explain(query, Duration.ofMillis(50))::join)
        .hasMessageContaining("proxy p1 did not answer within 50 ms");
  }

  private static ProxyState state(long started) {
    return ProxyState.newBuilder()
        .setLedger(SpanLedger.newBuilder().setStarted(started))
        .addAccepted(
            AcceptedResources.newBuilder()
                .setTypeUrl(XdsType.LISTENER.typeUrl())
                .putVersions("demo/edge/8080", "1"))
        .build();
  }

  private static SpanLedger ledger(List<ReportedProxy> proxies) {
    return proxies.getFirst().state().getLedger();
  }

  private CountDownLatch when(Predicate<List<ReportedProxy>> condition) {
    CountDownLatch latch = new CountDownLatch(1);
    registry.watch(
        () -> {
          if (condition.test(registry.proxies())) {
            latch.countDown();
          }
        });
    return latch;
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private final class Proxy {
    private final BlockingQueue<ReportRequest> requests = new LinkedBlockingQueue<>();
    private final StreamObserver<ProxyReport> reports;

    Proxy(String id, long startedAt) {
      reports =
          ReportServiceGrpc.newStub(channel)
              .report(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(ReportRequest request) {
                      requests.add(request);
                    }

                    @Override
                    public void onError(Throwable ended) {}

                    @Override
                    public void onCompleted() {}
                  });
      reports.onNext(
          ProxyReport.newBuilder()
              .setNode(
                  ProxyNode.newBuilder().setId(id).setStartedAt(startedAt).addGateways("demo/edge"))
              .build());
    }

    void report(ProxyState state) {
      reports.onNext(ProxyReport.newBuilder().setState(state).build());
    }

    void leave() {
      reports.onCompleted();
    }

    ReportRequest next() throws InterruptedException {
      ReportRequest request = requests.poll(10, TimeUnit.SECONDS);
      assertThat(request).as("a request within 10 s").isNotNull();
      return request;
    }
  }

  private static final class SettableClock extends Clock {
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
