package dev.agentgateway.dataplane.telemetry.export;

import dev.agentgateway.api.v1.ExporterState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue and the sender of one policy and collector.
 *
 * <p>Threading: event loops reserve and offer, the export thread does everything else; a sender's
 * answers are put into a queue for it.
 */
final class Exporter {
  private static final Logger log = LoggerFactory.getLogger(Exporter.class);

  private final ExporterKey key;
  private final @Nullable Sender sender;
  private final ExportSettings settings;
  private final Ledger ledger;
  private final ExportMetrics metrics;
  private final Runnable wakeUp;

  private final AtomicLong memory = new AtomicLong();
  private final AtomicLong queued = new AtomicLong();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Queue<SpanChunk> chunks = new ConcurrentLinkedQueue<>();
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private volatile @Nullable DropReason refusal;

  // Export thread only.
  private final PriorityQueue<Batch> retries =
      new PriorityQueue<>(Comparator.comparingLong(Batch::retryAtNanos));
  private final Set<Batch> sent = ConcurrentHashMap.newKeySet();
  private boolean failing;
  private volatile long lastSuccess;
  private volatile long lastFailure;
  private volatile String lastError = "";

  /**
   * @param sender null where the policy names no usable backend
   * @param wakeUp wakes the export thread
   */
  Exporter(
      ExporterKey key,
      @Nullable Sender sender,
      ExportSettings settings,
      Ledger ledger,
      ExportMetrics metrics,
      Runnable wakeUp) {
    this.key = key;
    this.sender = sender;
    this.settings = settings;
    this.ledger = ledger;
    this.metrics = metrics;
    this.wakeUp = wakeUp;
    this.refusal = sender == null ? DropReason.BACKEND_INVALID : null;
  }

  ExporterKey key() {
    return key;
  }

  /** Why spans are dropped instead of queued, or null. */
  @Nullable DropReason refusal() {
    return refusal;
  }

  /** Takes a share of the bound; false where it would be exceeded. */
  boolean reserve(long bytes) {
    long now = memory.addAndGet(bytes);
    if (now <= settings.queueBytes()) {
      return true;
    }
    memory.addAndGet(-bytes);
    return false;
  }

  void release(long bytes) {
    memory.addAndGet(-bytes);
  }

  /** Bytes taken of the bound. */
  long memory() {
    return memory.get();
  }

  void offer(SpanChunk chunk) {
    chunks.add(chunk);
    long before = queued.getAndAdd(chunk.length());
    if (before < settings.batchBytes() && before + chunk.length() >= settings.batchBytes()) {
      wakeUp.run();
    }
  }

  /** From here on spans are dropped for this reason, queued ones too. */
  void refuse(DropReason reason) {
    refusal = reason;
  }

  /** Nothing is queued or in flight. */
  boolean isIdle() {
    return chunks.isEmpty() && inFlight.get() == 0 && answers.isEmpty();
  }

  /**
   * Handles answers, retries what is due and sends what is queued.
   *
   * @param flush whether batches that are not full are sent too
   */
  void pump(long nowNanos, boolean flush) {
    for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
      handle(answer, nowNanos);
    }
    Sender target = sender;
    DropReason reason = refusal;
    if (target == null || reason != null) {
      drop(reason == null ? DropReason.BACKEND_INVALID : reason);
      return;
    }
    while (!retries.isEmpty() && retries.peek().retryAtNanos() - nowNanos <= 0) {
      send(target, retries.remove(), nowNanos);
    }
    while (inFlight.get() < settings.maxInFlight()
        && queued.get() >= (flush ? 1 : settings.batchBytes())) {
      Batch batch = nextBatch(nowNanos);
      inFlight.incrementAndGet();
      sent.add(batch);
      send(target, batch, nowNanos);
    }
  }

  /** When {@link #pump} has something to do next by the clock; Long.MAX_VALUE: no such time. */
  long nextRetryNanos() {
    return retries.isEmpty() ? Long.MAX_VALUE : retries.peek().retryAtNanos();
  }

  /** Drops everything that is not settled yet, batches in flight included. */
  void abandon(DropReason reason) {
    refuse(reason);
    drop(reason);
    for (Batch batch : sent) {
      settle(batch, () -> ledger.dropped(reason, batch.spans()));
    }
  }

  void close() {
    if (sender != null) {
      sender.close();
    }
  }

  ExporterState state() {
    return ExporterState.newBuilder()
        .setPolicy(key.policy())
        .setCluster(key.cluster())
        .setLastSuccess(lastSuccess)
        .setLastFailure(lastFailure)
        .setLastError(lastError)
        .build();
  }

  private Batch nextBatch(long nowNanos) {
    List<SpanChunk> taken = new ArrayList<>();
    int bytes = 0;
    while (true) {
      SpanChunk next = chunks.peek();
      if (next == null) {
        break;
      }
      int needed = next.length() + next.resource().length + Batch.OVERHEAD;
      if (!taken.isEmpty() && bytes + needed > settings.maxBatchBytes()) {
        break;
      }
      chunks.remove();
      queued.addAndGet(-next.length());
      taken.add(next);
      bytes += needed;
    }
    return new Batch(taken, nowNanos);
  }

  private void send(Sender target, Batch batch, long nowNanos) {
    target.send(
        batch,
        result -> {
          answers.add(new Answer(batch, result, nowNanos));
          wakeUp.run();
        });
  }

  private void handle(Answer answer, long nowNanos) {
    Batch batch = answer.batch();
    metrics.answered(answer.result(), nowNanos - answer.sentNanos());
    switch (answer.result()) {
      case ExportResult.Accepted(long rejected, String message) -> {
        long refused = Math.max(0, Math.min(rejected, batch.spans()));
        // Before the ledger: who reads that spans were exported finds when.
        succeeded(refused, message);
        settle(
            batch,
            () -> {
              ledger.exported(batch.spans() - refused);
              ledger.dropped(DropReason.REJECTED, refused);
            });
      }
      case ExportResult.Refused(String error) -> {
        failed(error);
        settle(batch, () -> ledger.dropped(DropReason.REJECTED, batch.spans()));
      }
      case ExportResult.Retry retry -> {
        failed(retry.error());
        long retryAt = nowNanos + Math.max(backoff(batch), asked(retry));
        DropReason reason = refusal;
        if (reason != null) {
          settle(batch, () -> ledger.dropped(reason, batch.spans()));
        } else if (retryAt - batch.createdNanos() > settings.retryLimit().toNanos()) {
          settle(batch, () -> ledger.dropped(DropReason.RETRIES_EXHAUSTED, batch.spans()));
        } else {
          batch.failed(retryAt);
          retries.add(batch);
        }
      }
    }
  }

  private void settle(Batch batch, Runnable count) {
    if (batch.settle()) {
      count.run();
      release(batch.charged());
      sent.remove(batch);
      inFlight.decrementAndGet();
    }
  }

  private void drop(DropReason reason) {
    for (SpanChunk chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
      queued.addAndGet(-chunk.length());
      release(chunk.charged());
      ledger.dropped(reason, chunk.spans());
    }
    for (Batch batch = retries.poll(); batch != null; batch = retries.poll()) {
      Batch waiting = batch;
      settle(waiting, () -> ledger.dropped(reason, waiting.spans()));
    }
  }

  private long backoff(Batch batch) {
    double grown = settings.firstBackoff().toNanos() * Math.pow(1.5, batch.attempts());
    double bounded = Math.min(grown, (double) settings.maxBackoff().toNanos());
    return (long) (bounded * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
  }

  /** The wait that the collector asked for, in nanoseconds; bounded, for it may say anything. */
  private long asked(ExportResult.Retry retry) {
    Duration bound = settings.retryLimit().plusNanos(1);
    return retry.after().map(after -> after.compareTo(bound) < 0 ? after : bound).stream()
        .mapToLong(Duration::toNanos)
        .findFirst()
        .orElse(0);
  }

  private void succeeded(long rejected, String message) {
    lastSuccess = System.currentTimeMillis();
    if (rejected > 0) {
      lastFailure = lastSuccess;
      lastError = rejected + " spans rejected: " + message;
      log.atWarn()
          .addKeyValue("policy", key.policy())
          .addKeyValue("rejected", rejected)
          .log("collector rejected spans");
    } else if (failing) {
      log.atInfo().addKeyValue("policy", key.policy()).log("collector takes spans again");
    }
    failing = false;
  }

  private void failed(String error) {
    lastFailure = System.currentTimeMillis();
    lastError = error;
    if (!failing) {
      log.atWarn()
          .addKeyValue("policy", key.policy())
          .addKeyValue("cluster", key.cluster())
          .addKeyValue("error", error)
          .log("export failed");
    }
    failing = true;
  }

  private record Answer(Batch batch, ExportResult result, long sentNanos) {}
}
