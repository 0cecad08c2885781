package dev.agentgateway.dataplane.report;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.agentgateway.api.v1.ExplainRequest;
import dev.agentgateway.api.v1.Explanation;
import dev.agentgateway.api.v1.OpenStream;
import dev.agentgateway.api.v1.ProxyLoad;
import dev.agentgateway.api.v1.ProxyNode;
import dev.agentgateway.api.v1.ProxyReport;
import dev.agentgateway.api.v1.RejectedResource;
import dev.agentgateway.api.v1.ReportRequest;
import dev.agentgateway.api.v1.ReportServiceGrpc;
import dev.agentgateway.api.v1.SamplingCount;
import dev.agentgateway.api.v1.SpanLedger;
import dev.agentgateway.dataplane.trust.ControlPlaneTrust;
import dev.agentgateway.dataplane.xds.ResourceType;
import dev.agentgateway.dataplane.xds.XdsStatus;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

final class ReportClientTest {

  private static final ProxyNode NODE =
      ProxyNode.newBuilder().setId("proxy-1").addGateways("demo/edge").build();
  private static final int PATIENCE_SECONDS = 20;

  private final RecordingTap tap = new RecordingTap();
  private final AtomicReference<XdsStatus> status = new AtomicReference<>(XdsStatus.INITIAL);

  @Test
  void theFirstReportTellsNodeAndStateAndLaterOnesTheState() throws Exception {
    status.set(cluster("v1"));
    try (Receiver receiver = Receiver.start();
        ReportClient client = started(Duration.ofMillis(20), receiver.port())) {
      Peer peer = receiver.next();
      ProxyReport first = peer.await(_ -> true);
      assertThat(first.getNode()).isEqualTo(NODE);
      assertThat(first.getState().getStale()).isTrue();
      assertThat(first.getState().getLedger().getStarted()).isEqualTo(7);
      assertThat(first.getState().getLoad().getRequests()).isEqualTo(9);
      assertThat(first.getState().getOpenStreams()).isEqualTo(200);
      assertThat(first.getState().getOldestStreams(0).getOperation()).isEqualTo("chat m");
      assertThat(first.getState().getAccepted(0).getVersionsMap()).isEqualTo(Map.of("a", "v1"));
      assertThat(first.getState().getRejectedList())
          .containsExactly(
              RejectedResource.newBuilder()
                  .setTypeUrl(ResourceType.CLUSTER.typeUrl())
                  .setName("b")
                  .setReason("no good")
                  .build());
      status.set(XdsStatus.INITIAL);
      ProxyReport later = peer.await(report -> !report.getState().getStale());
      assertThat(later.hasNode()).isFalse();
      assertThat(client.spansLeftOut()).isZero();
    }
  }

  @Test
  void resourcesAreSentWhenTheyChangedAndToEveryNewStream() throws Exception {
    status.set(cluster("v1"));
    try (Receiver receiver = Receiver.start();
        ReportClient client = started(Duration.ofHours(1), receiver.port())) {
      Peer peer = receiver.next();
      assertThat(version(peer.await(ProxyReport::hasNode))).isEqualTo("v1");
      client.configurationChanged();
      ProxyReport same = peer.await(_ -> true);
      assertThat(same.getState().getResourcesUnchanged()).isTrue();
      assertThat(same.getState().getAcceptedList()).isEmpty();
      assertThat(same.getState().getRejectedList()).isEmpty();
      status.set(cluster("v2"));
      client.configurationChanged();
      ProxyReport changed = peer.await(_ -> true);
      assertThat(changed.getState().getResourcesUnchanged()).isFalse();
      assertThat(version(changed)).isEqualTo("v2");
      peer.requests.onCompleted();
      assertThat(version(receiver.next().await(ProxyReport::hasNode))).isEqualTo("v2");
    }
  }

  @Test
  void aChangeOfConfigurationIsReportedAtOnce() throws Exception {
    try (Receiver receiver = Receiver.start();
        ReportClient client = started(Duration.ofHours(1), receiver.port())) {
      Peer peer = receiver.next();
      peer.await(ProxyReport::hasNode);
      client.configurationChanged();
      assertThat(peer.await(_ -> true).hasState()).isTrue();
    }
  }

  @Test
  void spansAreSentOnlyWhileSomeoneWatches() throws Exception {
    try (Receiver receiver = Receiver.start();
        ReportClient _ = started(Duration.ofHours(1), receiver.port())) {
      Peer peer = receiver.next();
      peer.await(ProxyReport::hasNode);
      peer.ask(ReportRequest.newBuilder().setWatchSpans(true));
      Consumer<byte[]> sink = requireNonNull(tap.opened.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
      sink.accept(new byte[] {1, 2, 3});
      assertThat(peer.await(report -> !report.getSpans().isEmpty()).getSpans())
          .isEqualTo(ByteString.copyFrom(new byte[] {1, 2, 3}));
      peer.ask(ReportRequest.newBuilder().setWatchSpans(false));
      assertThat(tap.closed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void aWatcherThatLeavesClosesTheSourceOfSpans() throws Exception {
    try (Receiver receiver = Receiver.start();
        ReportClient _ = started(Duration.ofHours(1), receiver.port())) {
      Peer peer = receiver.next();
      peer.ask(ReportRequest.newBuilder().setWatchSpans(true));
      assertThat(tap.opened.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
      peer.requests.onCompleted();
      assertThat(tap.closed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
      assertThat(receiver.next().await(ProxyReport::hasNode).getNode()).isEqualTo(NODE);
    }
  }

  @Test
  void explainRequestsAreAnsweredByIdAndFailuresAreAnswersToo() throws Exception {
    try (Receiver receiver = Receiver.start();
        ReportClient _ = started(Duration.ofHours(1), receiver.port())) {
      Peer peer = receiver.next();
      peer.ask(explain(41, "http://demo/ok"));
      assertThat(peer.await(ProxyReport::hasExplanation).getExplanation())
          .isEqualTo(
              Explanation.newBuilder().setId(41).setJson("{\"url\":\"http://demo/ok\"}").build());
      peer.ask(explain(42, "fail"));
      Explanation failure = peer.await(ProxyReport::hasExplanation).getExplanation();
      assertThat(failure.getId()).isEqualTo(42);
      assertThat(failure.getJson()).startsWith("{\"error\":");
    }
  }

  @Test
  void aReceiverThatBreaksLeavesTheOthersAlone() throws Exception {
    try (Receiver good = Receiver.start();
        Receiver broken = Receiver.start();
        ReportClient client = started(Duration.ofHours(1), broken.port(), good.port())) {
      Peer peer = good.next();
      peer.await(ProxyReport::hasNode);
      broken.next().requests.onError(Status.INTERNAL.asRuntimeException());
      client.configurationChanged();
      assertThat(peer.await(_ -> true).hasState()).isTrue();
      assertThat(broken.next().await(ProxyReport::hasNode).getNode()).isEqualTo(NODE);
    }
  }

  @Test
  void spansBeyondTheBoundAreLeftOutAndCounted() throws Exception {
    try (Receiver receiver = Receiver.start();
        ReportClient client = started(Duration.ofHours(1), receiver.port())) {
      Peer peer = receiver.next();
      peer.ask(ReportRequest.newBuilder().setWatchSpans(true));
      Consumer<byte[]> sink = requireNonNull(tap.opened.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
      sink.accept(new byte[5 << 20]);
      sink.accept(new byte[] {1});
      assertThat(peer.await(report -> !report.getSpans().isEmpty()).getSpans().size()).isEqualTo(1);
      assertThat(client.spansLeftOut()).isEqualTo(1);
    }
  }

  private ReportClient started(Duration interval, int... ports) {
    ReportSources sources =
        new ReportSources(
            () -> SpanLedger.newBuilder().setStarted(7).build(),
            () -> ProxyLoad.newBuilder().setRequests(9).build(),
            () -> List.of(SamplingCount.newBuilder().setReason("random").setRequests(9).build()),
            () ->
                new ReportSources.Streams(
                    200, List.of(OpenStream.newBuilder().setOperation("chat m").build())),
            status::get,
            () -> false,
            tap,
            ReportClientTest::explained);
    List<String> controlPlanes =
        Arrays.stream(ports).mapToObj(port -> "127.0.0.1:" + port).toList();
    ReportClient client =
        new ReportClient(
            new ReportSettings(
                NODE, controlPlanes, ControlPlaneTrust.NONE, interval, Duration.ofHours(1)),
            sources);
    client.start();
    return client;
  }

  private static XdsStatus cluster(String version) {
    return new XdsStatus(
        XdsStatus.INITIAL.connection(),
        true,
        Map.of(
            ResourceType.CLUSTER,
            new XdsStatus.TypeStatus(
                Map.of("a", new XdsStatus.Accepted(version, Instant.EPOCH, List.of())),
                Map.of("b", new XdsStatus.Rejected("v2", "no good", Instant.EPOCH)),
                Optional.empty())));
  }

  private static String version(ProxyReport report) {
    return report.getState().getAccepted(0).getVersionsMap().getOrDefault("a", "");
  }

  private static String explained(ExplainRequest request) {
    if (request.getUrl().equals("fail")) {
      throw new IllegalStateException("on purpose");
    }
    return "{\"url\":\"" + request.getUrl() + "\"}";
  }

  private static ReportRequest.Builder explain(long id, String url) {
    return ReportRequest.newBuilder().setExplain(ExplainRequest.newBuilder().setId(id).setUrl(url));
  }

  private static final class RecordingTap implements SpanTap {
    final BlockingQueue<Consumer<byte[]>> opened = new LinkedBlockingQueue<>();
    final BlockingQueue<String> closed = new LinkedBlockingQueue<>();

    @Override
    public void open(Consumer<byte[]> sink) {
      opened.add(sink);
    }

    @Override
    public void close() {
      closed.add("closed");
    }
  }

  /** The control plane's end of a report stream. */
  private static final class Peer implements StreamObserver<ProxyReport> {
    final BlockingQueue<ProxyReport> reports = new LinkedBlockingQueue<>();
    final StreamObserver<ReportRequest> requests;

    Peer(StreamObserver<ReportRequest> requests) {
      this.requests = requests;
    }

    void ask(ReportRequest.Builder request) {
      requests.onNext(request.build());
    }

    ProxyReport await(Predicate<ProxyReport> wanted) throws InterruptedException {
      while (true) {
        ProxyReport report =
            requireNonNull(reports.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "no report came");
        if (wanted.test(report)) {
          return report;
        }
      }
    }

    @Override
    public void onNext(ProxyReport report) {
      reports.add(report);
    }

    @Override
    public void onError(Throwable t) {}

    @Override
    public void onCompleted() {}
  }

  private static final class Receiver extends ReportServiceGrpc.ReportServiceImplBase
      implements AutoCloseable {
    private final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();
    private final Server server;

    private Receiver() throws IOException {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .addService(this)
              .build()
              .start();
    }

    static Receiver start() throws IOException {
      return new Receiver();
    }

    int port() {
      return server.getPort();
    }

    Peer next() throws InterruptedException {
      return requireNonNull(peers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "no stream came");
    }

    @Override
    public StreamObserver<ProxyReport> report(StreamObserver<ReportRequest> requests) {
      Peer peer = new Peer(requests);
      peers.add(peer);
      return peer;
    }

    @Override
    public void close() {
      server.shutdownNow();
    }
  }
}
