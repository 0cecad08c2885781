package dev.agentgateway.dataplane.report;

import com.google.protobuf.UnsafeByteOperations;
import dev.agentgateway.api.v1.ExplainRequest;
import dev.agentgateway.api.v1.Explanation;
import dev.agentgateway.api.v1.ProxyNode;
import dev.agentgateway.api.v1.ProxyReport;
import dev.agentgateway.api.v1.ReportRequest;
import dev.agentgateway.api.v1.ReportServiceGrpc;
import dev.agentgateway.dataplane.trust.ControlPlaneTrust;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The stream to one address of a control plane. Confined to the report thread.
 *
 * <p>A receiver that does not keep up costs no memory: states are skipped, and spans beyond a bound
 * of bytes are left out.
 */
final class ReportStream implements ClientResponseObserver<ProxyReport, ReportRequest> {

  /** Bound of spans that wait for a slow receiver. */
  private static final long MAX_QUEUED_BYTES = 4 << 20;

  private static final long KEEPALIVE_SECONDS = 30;
  private static final long KEEPALIVE_TIMEOUT_SECONDS = 10;

  private final SocketAddress address;
  private final ControlPlaneTrust trust;
  private final Executor reportThread;
  private final Events events;
  private final Deque<byte[]> spans = new ArrayDeque<>();
  private long queuedBytes;
  private long sentResources;
  private boolean isWatching;
  private boolean isOver;
  private boolean isOwedRequest;
  private @Nullable ManagedChannel channel;
  private @Nullable ClientCallStreamObserver<ProxyReport> reports;

  ReportStream(
      SocketAddress address, ControlPlaneTrust trust, Executor reportThread, Events events) {
    this.address = address;
    this.trust = trust;
    this.reportThread = reportThread;
    this.events = events;
  }

  /** What a stream tells its owner. */
  interface Events {
    /** Someone began or stopped to watch spans. */
    void watchChanged();

    /** An explain request is to be answered with {@link ReportStream#answer}. */
    void explain(ReportStream stream, ExplainRequest request);

    /** The stream ended; {@code UNIMPLEMENTED} where the other side has no report service. */
    void ended(ReportStream stream, Status status);
  }

  void open(ProxyNode node, StateReport.Report state) {
    ManagedChannel opened;
    try {
      opened =
          trust
              .channel(address)
              .executor(reportThread)
              .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
              .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
              .build();
    } catch (IOException e) {
      end(Status.UNAVAILABLE.withCause(e));
      return;
    }
    channel = opened;
    var _ = ReportServiceGrpc.newStub(opened).report(this);
    sentResources = state.resources();
    send(ProxyReport.newBuilder().setNode(node).setState(state.full()).build());
  }

  boolean isWatching() {
    return isWatching && !isOver;
  }

  /** Whether the receiver keeps up. */
  boolean isReady() {
    return !isOver && reports != null && reports.isReady();
  }

  /** Sends a state; the next one follows soon, so a slow receiver misses it. */
  void state(StateReport.Report state) {
    if (isReady()) {
      boolean known = sentResources == state.resources();
      sentResources = state.resources();
      send(ProxyReport.newBuilder().setState(known ? state.brief() : state.full()).build());
    }
  }

  /** Queues finished traces; true where they are on their way, false where they were left out. */
  boolean spans(byte[] exportRequest) {
    if (!isWatching() || queuedBytes + exportRequest.length > MAX_QUEUED_BYTES) {
      return false;
    }
    spans.addLast(exportRequest);
    queuedBytes += exportRequest.length;
    flushSpans();
    return true;
  }

  void answer(Explanation explanation) {
    send(ProxyReport.newBuilder().setExplanation(explanation).build());
  }

  /** Sends a last state and ends the stream; what is on its way arrives. */
  void finish(StateReport.Report state) {
    if (isReady() && reports != null && channel != null) {
      state(state);
      isOver = true;
      reports.onCompleted();
      channel.shutdown();
    } else {
      close();
    }
  }

  /** Waits until a finished stream has sent everything, and gives up then. */
  void awaitFinished(Duration patience) throws InterruptedException {
    if (channel != null && !channel.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      channel.shutdownNow();
    }
  }

  void close() {
    isOver = true;
    if (reports != null) {
      reports.cancel("closed by the proxy", null);
    }
    if (channel != null) {
      channel.shutdownNow();
    }
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<ProxyReport> requestStream) {
    reports = requestStream;
    // A control plane that does not read answers is not read either.
    requestStream.disableAutoRequestWithInitial(1);
    requestStream.setOnReadyHandler(
        () -> {
          flushSpans();
          if (isOwedRequest) {
            readNext();
          }
        });
  }

  @Override
  public void onNext(ReportRequest request) {
    if (isOver) {
      return;
    }
    switch (request.getRequestCase()) {
      case WATCH_SPANS -> {
        isWatching = request.getWatchSpans();
        if (!isWatching) {
          spans.clear();
          queuedBytes = 0;
        }
        events.watchChanged();
      }
      case EXPLAIN -> events.explain(this, request.getExplain());
      // A request of a newer control plane.
      case REQUEST_NOT_SET -> {}
    }
    readNext();
  }

  @Override
  public void onError(Throwable t) {
    end(Status.fromThrowable(t));
  }

  @Override
  public void onCompleted() {
    end(Status.OK);
  }

  private void end(Status status) {
    if (!isOver) {
      close();
      events.ended(this, status);
    }
  }

  private void readNext() {
    isOwedRequest = !isReady();
    if (!isOwedRequest && reports != null) {
      reports.request(1);
    }
  }

  private void flushSpans() {
    while (isReady() && !spans.isEmpty()) {
      byte[] next = spans.removeFirst();
      queuedBytes -= next.length;
      send(ProxyReport.newBuilder().setSpans(UnsafeByteOperations.unsafeWrap(next)).build());
    }
  }

  private void send(ProxyReport report) {
    if (!isOver && reports != null) {
      reports.onNext(report);
    }
  }
}
