package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.traces.TraceStore;
import dev.agentgateway.controlplane.view.ControlPlaneView;
import dev.agentgateway.controlplane.view.ProxyView;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Notices, twice a second, whether anything shown has changed, and tells every open page.
 *
 * <p>Threading: one virtual thread looks; one lock guards what it saw. Readers wait on it.
 */
final class Changes implements AutoCloseable {

  private static final long INTERVAL_MILLIS = 500;
  private static final long HEARTBEAT_SECONDS = 15;

  /** Samples over which requests per second are averaged: five seconds. */
  private static final int RATE_SAMPLES = 11;

  private final ControlPlaneView view;
  private final TraceStore traces;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Sample> samples = new ArrayDeque<>();
  private List<Object> seen = List.of();
  private long number;
  private @Nullable Thread watcher;

  Changes(ControlPlaneView view, TraceStore traces) {
    this.view = view;
    this.traces = traces;
  }

  void start() {
    watcher = Thread.ofVirtual().name("dashboard-changes").start(this::watch);
  }

  @Override
  public void close() {
    Thread running = watcher;
    if (running != null) {
      running.interrupt();
    }
  }

  private void watch() {
    try {
      while (true) {
        look();
        Thread.sleep(INTERVAL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    List<ProxyView> proxies = view.proxies().get();
    List<Object> now =
        List.of(
            traces.revision(),
            view.source().get(),
            view.translation().get(),
            view.statuses().get(),
            proxies);
    long requests =
        proxies.stream()
            .flatMap(proxy -> proxy.activity().stream())
            .mapToLong(activity -> activity.load().requests())
            .sum();
    lock.lock();
    try {
      samples.add(new Sample(System.nanoTime(), requests));
      if (samples.size() > RATE_SAMPLES) {
        samples.remove();
      }
      if (!Objects.equals(now, seen)) {
        seen = now;
        number++;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Requests that all proxies took in the last seconds, per second. */
  double requestsPerSecond() {
    lock.lock();
    try {
      if (samples.size() < 2) {
        return 0;
      }
      Sample first = samples.getFirst();
      Sample last = samples.getLast();
      double seconds = (last.nanos() - first.nanos()) / 1e9;
      return Math.max(0, last.requests() - first.requests()) / seconds;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes server-sent events until the reader goes: {@code change} whenever something changed, at
   * most twice a second, and a comment every {@value #HEARTBEAT_SECONDS} s.
   */
  void writeTo(OutputStream out) throws IOException, InterruptedException {
    long told = current();
    send(out, "retry: 2000\n\n");
    while (true) {
      long newest = await(told);
      send(out, newest == told ? ": still here\n\n" : "event: change\ndata: " + newest + "\n\n");
      told = newest;
    }
  }

  private long current() {
    lock.lock();
    try {
      return number;
    } finally {
      lock.unlock();
    }
  }

  private long await(long told) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long remaining = TimeUnit.SECONDS.toNanos(HEARTBEAT_SECONDS);
      while (number == told && remaining > 0) {
        remaining = changed.awaitNanos(remaining);
      }
      return number;
    } finally {
      lock.unlock();
    }
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Requests counted so far at one instant. */
  private record Sample(long nanos, long requests) {}
}
