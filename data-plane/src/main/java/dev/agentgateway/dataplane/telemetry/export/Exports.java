package dev.agentgateway.dataplane.telemetry.export;

import dev.agentgateway.api.v1.SpanLedger;
import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.config.TracingConfig.Collector;
import dev.agentgateway.dataplane.config.TracingConfig.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All exporters and the thread that drives them.
 *
 * <p>Threading: the export thread forms batches and settles them. {@code lock} guards which sinks
 * and exporters there are; it is never held while something is sent or waited for.
 */
public final class Exports {
  private static final Logger log = LoggerFactory.getLogger(Exports.class);
  // Requests that were routed under a retired policy may still start spans: its sinks are kept for
  // this long after the last span ended.
  private static final long RETIRED_NANOS = Duration.ofMinutes(5).toNanos();

  private final ExportSettings settings;
  private final Transports transports;
  private final Ledger ledger = new Ledger();
  private final SpanTap tap = new SpanTap();
  private final ExportMetrics metrics = new ExportMetrics();
  private final Thread thread;
  private final AtomicBoolean signalled = new AtomicBoolean();

  private final Object lock = new Object();
  private final Map<ExporterKey, Exporter> exporters = new LinkedHashMap<>();
  // Not in force any more; kept until the last span that started under them ended.
  private final List<Exporter> departed = new ArrayList<>();
  private final List<SpanSink> sinks = new ArrayList<>();
  private final Map<SpanSink, Long> retired = new HashMap<>();
  private volatile boolean closing;
  private volatile boolean closed;
  private volatile long closeBeforeNanos;

  public Exports(ExportSettings settings, ExportTargets targets) {
    this.settings = settings;
    this.transports = new Transports(settings, targets);
    this.thread = Thread.ofPlatform().name("span-export").daemon(true).unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /**
   * A place for the spans of a policy.
   *
   * @param resource encoded Resource message
   */
  public SpanSink sink(TracingConfig policy, byte[] resource) {
    ExporterKey key = key(policy);
    synchronized (lock) {
      Exporter exporter = exporters.computeIfAbsent(key, this::newExporter);
      SpanSink sink = new SpanSink(exporter, resource, ledger, tap);
      sinks.add(sink);
      return sink;
    }
  }

  /**
   * Keeps only these sinks in force. An exporter that no policy in force has drops its spans; one
   * of a policy that changed is kept, although there is no sink of the new policy yet.
   *
   * @param policies all that are in force
   */
  public void keep(Set<SpanSink> inForce, Collection<TracingConfig> policies) {
    long now = System.nanoTime();
    Set<ExporterKey> keys = policies.stream().map(Exports::key).collect(Collectors.toSet());
    synchronized (lock) {
      for (SpanSink sink : sinks) {
        if (!inForce.contains(sink)) {
          retired.putIfAbsent(sink, now);
        }
      }
      for (Iterator<Exporter> all = exporters.values().iterator(); all.hasNext(); ) {
        Exporter exporter = all.next();
        if (!keys.contains(exporter.key())) {
          exporter.refuse(DropReason.BACKEND_INVALID);
          departed.add(exporter);
          all.remove();
        }
      }
    }
    wakeUp();
  }

  /** Counts of all spans, and the exporters in force. */
  public SpanLedger ledger() {
    SpanLedger.Builder counted = ledger.counts().toProto();
    synchronized (lock) {
      exporters.values().forEach(exporter -> counted.addExporters(exporter.state()));
    }
    return counted.build();
  }

  /** Bytes of spans that are queued or in flight. */
  public long memory() {
    synchronized (lock) {
      return exporters.values().stream().mapToLong(Exporter::memory).sum();
    }
  }

  public ExportMetrics metrics() {
    return metrics;
  }

  /** Shows finished spans until the result is closed. */
  public AutoCloseable watch(Consumer<byte[]> watcher) {
    return tap.add(watcher);
  }

  /** Sends what is queued for at most this long, then drops the rest as {@code shutdown}. */
  public void close(Duration limit) {
    closeBeforeNanos = System.nanoTime() + limit.toNanos();
    closing = true;
    wakeUp();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
        closeBeforeNanos = System.nanoTime();
        wakeUp();
      }
    }
    if (!closed) {
      finish();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static ExporterKey key(TracingConfig policy) {
    return new ExporterKey(policy.policy(), policy.collector());
  }

  private void run() {
    long flushAt = System.nanoTime();
    while (!closed) {
      signalled.set(false);
      long now = System.nanoTime();
      boolean flush = closing || now - flushAt >= 0;
      if (flush) {
        flushAt = now + settings.flushInterval().toNanos();
      }
      long next = guardedStep(now, flush);
      if (closing && (isIdle() || now - closeBeforeNanos >= 0)) {
        finish();
        return;
      }
      long wait = Math.min(next - now, flushAt - now);
      if (closing) {
        wait = Math.min(wait, Duration.ofMillis(20).toNanos());
      }
      if (wait > 0 && !signalled.get()) {
        LockSupport.parkNanos(this, wait);
      }
    }
  }

  /** A round that a bug ends does not end the rounds: spans would be kept for ever. */
  private long guardedStep(long now, boolean flush) {
    try {
      return step(now, flush);
    } catch (RuntimeException bug) {
      log.atError().setCause(bug).log("a round of exports failed");
      return now + settings.flushInterval().toNanos();
    }
  }

  /** One round; returns when the next retry is due. */
  private long step(long now, boolean flush) {
    List<SpanSink> sinksNow;
    List<Exporter> exportersNow;
    synchronized (lock) {
      sinksNow = List.copyOf(sinks);
      exportersNow = new ArrayList<>(exporters.values());
      exportersNow.addAll(departed);
    }
    if (flush) {
      sinksNow.forEach(SpanSink::flush);
      forgetRetired(now);
    }
    long next = now + Duration.ofSeconds(1).toNanos();
    for (Exporter exporter : exportersNow) {
      exporter.pump(now, flush);
      next = Math.min(next, exporter.nextRetryNanos());
    }
    tap.drain();
    return next;
  }

  private void forgetRetired(long now) {
    synchronized (lock) {
      retired
          .entrySet()
          .removeIf(
              entry -> {
                SpanSink sink = entry.getKey();
                boolean done = now - entry.getValue() > RETIRED_NANOS && sink.isClosed();
                if (done) {
                  sink.forget();
                  sinks.remove(sink);
                }
                return done;
              });
      departed.removeIf(
          exporter -> {
            boolean used = sinks.stream().anyMatch(sink -> sink.exporter() == exporter);
            if (!used && exporter.isIdle()) {
              exporter.close();
              return true;
            }
            return false;
          });
    }
  }

  private boolean isIdle() {
    synchronized (lock) {
      return exporters.values().stream().allMatch(Exporter::isIdle);
    }
  }

  private void finish() {
    List<Exporter> all;
    List<SpanSink> allSinks;
    synchronized (lock) {
      all = new ArrayList<>(exporters.values());
      all.addAll(departed);
      allSinks = List.copyOf(sinks);
    }
    all.forEach(exporter -> exporter.refuse(DropReason.SHUTDOWN));
    allSinks.forEach(SpanSink::flush);
    for (Exporter exporter : all) {
      exporter.pump(System.nanoTime(), true);
      exporter.abandon(DropReason.SHUTDOWN);
      exporter.close();
    }
    transports.close();
    closed = true;
  }

  private Exporter newExporter(ExporterKey key) {
    @Nullable Sender sender =
        switch (key.collector()) {
          case Collector.Invalid _ -> null;
          case Collector.Otlp otlp ->
              switch (otlp.protocol()) {
                case Protocol.Grpc _ -> transports.grpc(otlp);
                case Protocol.Http http -> transports.http(otlp, http.path());
              };
        };
    return new Exporter(key, sender, settings, ledger, metrics, this::wakeUp);
  }

  private void wakeUp() {
    if (!signalled.getAndSet(true)) {
      LockSupport.unpark(thread);
    }
  }
}
