package dev.agentgateway.dataplane.report;

import dev.agentgateway.api.v1.ExplainRequest;
import dev.agentgateway.api.v1.Explanation;
import dev.agentgateway.dataplane.trust.ConnectFailure;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Reports to every address that the names of the control planes resolve to, and answers what these
 * ask.
 *
 * <p>Threading: one report thread owns everything; spans are handed over to it from event loops
 * through a bounded count of bytes, names are looked up and requests explained on virtual threads.
 */
public final class ReportClient implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ReportClient.class);

  /** One report tells many changes that come one after another. */
  private static final Duration AFTER_CHANGE = Duration.ofMillis(200);

  private static final Duration MIN_BACKOFF = Duration.ofMillis(500);
  private static final Duration LAST_REPORT = Duration.ofSeconds(1);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);
  private static final int MAX_DOUBLINGS = 10;
  private static final int MAX_EXPLAINING = 8;

  /** Bound of spans on their way from event loops to the report thread. */
  private static final long MAX_HANDED_BYTES = 4 << 20;

  private final ReportSettings settings;
  private final ReportSources sources;
  private final StateReport stateReport;
  private final Map<InetSocketAddress, Peer> peers = new HashMap<>();
  private final Semaphore explaining = new Semaphore(MAX_EXPLAINING);
  private final AtomicLong handedBytes = new AtomicLong();
  private final AtomicLong spansLeftOut = new AtomicLong();
  private final ScheduledThreadPoolExecutor reportThread =
      new ScheduledThreadPoolExecutor(
          1, task -> Thread.ofPlatform().daemon().name("report").unstarted(task));
  private final AtomicBoolean reportsSoon = new AtomicBoolean();
  private boolean isTapOpen;

  public ReportClient(ReportSettings settings, ReportSources sources) {
    this.settings = settings;
    this.sources = sources;
    this.stateReport = new StateReport(sources);
  }

  /** An address and its stream; null between two attempts. */
  private static final class Peer {
    @Nullable ReportStream stream;
    int failures;
  }

  /** Connects and reports until closed. */
  public void start() {
    reportThread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    reportThread.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    long interval = settings.interval().toMillis();
    var _ =
        reportThread.scheduleAtFixedRate(
            guarded(this::reportState), interval, interval, TimeUnit.MILLISECONDS);
    var _ =
        reportThread.scheduleWithFixedDelay(
            guarded(() -> Thread.ofVirtual().name("report-lookup").start(this::lookUp)),
            0,
            settings.lookup().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Reports the state soon: the configuration changed. Any thread; returns at once. */
  public void configurationChanged() {
    if (!reportsSoon.getAndSet(true)) {
      try {
        var _ =
            reportThread.schedule(
                guarded(
                    () -> {
                      // Before the state is read: a change after that is told by the next report.
                      reportsSoon.set(false);
                      reportState();
                    }),
                AFTER_CHANGE.toMillis(),
                TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        log.atDebug().log("report client is closed");
      }
    }
  }

  /** Watched spans that were left out because a receiver did not keep up. */
  public long spansLeftOut() {
    return spansLeftOut.get();
  }

  /** Reports for the last time, so that every control plane knows what became of everything. */
  @Override
  public void close() {
    CompletableFuture<List<ReportStream>> finished = new CompletableFuture<>();
    run(
        () -> {
          StateReport.Report last = stateReport.last();
          List<ReportStream> streams =
              peers.values().stream().map(peer -> peer.stream).filter(Objects::nonNull).toList();
          streams.forEach(stream -> stream.finish(last));
          peers.clear();
          tapIfWatched();
          finished.complete(streams);
        });
    try {
      long untilNanos = System.nanoTime() + LAST_REPORT.toNanos();
      for (ReportStream stream : finished.get(LAST_REPORT.toMillis(), TimeUnit.MILLISECONDS)) {
        stream.awaitFinished(Duration.ofNanos(Math.max(0, untilNanos - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.atDebug().setCause(e).log("last report was not sent");
    }
    run(reportThread::shutdown);
    try {
      if (!reportThread.awaitTermination(2, TimeUnit.SECONDS)) {
        reportThread.shutdownNow();
      }
    } catch (InterruptedException e) {
      reportThread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void lookUp() {
    AddressLookup.Result found = AddressLookup.of(settings.controlPlanes());
    run(() -> reconcile(found));
  }

  private void reconcile(AddressLookup.Result found) {
    if (found.isComplete()) {
      Set<InetSocketAddress> gone = new HashSet<>(peers.keySet());
      gone.removeAll(found.addresses());
      for (InetSocketAddress address : gone) {
        Peer peer = peers.remove(address);
        if (peer != null) {
          closeStream(peer);
        }
      }
    }
    for (InetSocketAddress address : found.addresses()) {
      if (!peers.containsKey(address)) {
        peers.put(address, new Peer());
        open(address);
      }
    }
    tapIfWatched();
  }

  private void open(InetSocketAddress address) {
    Peer peer = peers.get(address);
    if (peer == null || peer.stream != null) {
      return;
    }
    ReportStream stream =
        new ReportStream(address, settings.trust(), reportThread, new StreamEvents(address));
    peer.stream = stream;
    stream.open(settings.node(), stateReport.build());
  }

  private void reportState() {
    List<ReportStream> ready =
        peers.values().stream()
            .map(peer -> peer.stream)
            .filter(stream -> stream != null && stream.isReady())
            .toList();
    if (!ready.isEmpty()) {
      StateReport.Report state = stateReport.build();
      ready.forEach(stream -> stream.state(state));
      peers.values().stream()
          .filter(peer -> peer.stream != null && peer.stream.isReady())
          .forEach(peer -> peer.failures = 0);
    }
  }

  /** Opens or closes the source of spans as someone watches or not. */
  private void tapIfWatched() {
    boolean isWatched =
        peers.values().stream().anyMatch(peer -> peer.stream != null && peer.stream.isWatching());
    if (isWatched && !isTapOpen) {
      isTapOpen = true;
      sources.spans().open(this::handOver);
    } else if (!isWatched && isTapOpen) {
      isTapOpen = false;
      sources.spans().close();
    }
  }

  /** Called on event loops. */
  private void handOver(byte[] exportRequest) {
    if (handedBytes.addAndGet(exportRequest.length) > MAX_HANDED_BYTES) {
      handedBytes.addAndGet(-exportRequest.length);
      spansLeftOut.incrementAndGet();
      return;
    }
    run(
        () -> {
          handedBytes.addAndGet(-exportRequest.length);
          for (Peer peer : peers.values()) {
            if (peer.stream != null
                && peer.stream.isWatching()
                && !peer.stream.spans(exportRequest)) {
              spansLeftOut.incrementAndGet();
            }
          }
        });
  }

  private final class StreamEvents implements ReportStream.Events {

    private final InetSocketAddress address;

    StreamEvents(InetSocketAddress address) {
      this.address = address;
    }

    @Override
    public void watchChanged() {
      tapIfWatched();
    }

    @Override
    public void explain(ReportStream stream, ExplainRequest request) {
      if (!explaining.tryAcquire()) {
        stream.answer(failure(request, "the proxy is busy with other explanations"));
        return;
      }
      Thread.ofVirtual()
          .name("explain")
          .start(
              () -> {
                Explanation explanation;
                try {
                  explanation = answered(request);
                } finally {
                  explaining.release();
                }
                run(() -> stream.answer(explanation));
              });
    }

    @Override
    public void ended(ReportStream stream, Status status) {
      Peer peer = peers.get(address);
      if (peer == null || peer.stream != stream) {
        return;
      }
      peer.stream = null;
      peer.failures =
          status.getCode() == Status.Code.UNIMPLEMENTED ? MAX_DOUBLINGS : peer.failures + 1;
      tapIfWatched();
      long bound =
          Math.min(
              MAX_BACKOFF.toMillis(),
              MIN_BACKOFF.toMillis() << Math.min(MAX_DOUBLINGS, peer.failures - 1));
      long wait = ThreadLocalRandom.current().nextLong(bound / 2, bound + 1);
      ConnectFailure failure = ConnectFailure.of(status);
      // What the xDS stream does not tell already: it goes to one control plane, reports to all.
      log.atLevel(failure == ConnectFailure.UNAVAILABLE ? Level.DEBUG : Level.WARN)
          .addKeyValue("address", address)
          .addKeyValue("reason", ConnectFailure.detail(status))
          .addKeyValue("retry_in_ms", wait)
          .log("report stream ended: {}", failure.meaning());
      var _ = reportThread.schedule(guarded(() -> open(address)), wait, TimeUnit.MILLISECONDS);
    }
  }

  private Explanation answered(ExplainRequest request) {
    try {
      return Explanation.newBuilder()
          .setId(request.getId())
          .setJson(sources.explainer().explainJson(request))
          .build();
    } catch (RuntimeException e) {
      log.atWarn().setCause(e).log("request was not explained");
      return failure(request, "the proxy failed to explain this request");
    }
  }

  private static Explanation failure(ExplainRequest request, String why) {
    return Explanation.newBuilder()
        .setId(request.getId())
        .setJson("{\"error\":\"" + why + "\"}")
        .build();
  }

  private static void closeStream(Peer peer) {
    if (peer.stream != null) {
      peer.stream.close();
      peer.stream = null;
    }
  }

  private void run(Runnable task) {
    try {
      reportThread.execute(guarded(task));
    } catch (RejectedExecutionException e) {
      log.atDebug().log("report client is closed");
    }
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        log.atError().setCause(e).log("report task failed");
      }
    };
  }
}
