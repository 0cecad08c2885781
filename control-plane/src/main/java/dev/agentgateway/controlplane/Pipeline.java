package dev.agentgateway.controlplane;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the newest value over to a thread of its own. A value is taken at once, but two are at
 * least an interval apart, from start to start: of those that arrive meanwhile, only the last is
 * taken. There is no quiet period, and values that never stop do not take all of a processor.
 *
 * <p><b>Threading</b>: {@link #accept} may be called by any thread and never blocks; the stage runs
 * on the pipeline's thread alone.
 */
final class Pipeline<T> implements Consumer<T>, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

  private final AtomicReference<@Nullable T> newest = new AtomicReference<>();
  private final Consumer<T> stage;
  private final long intervalNanos;
  private final Thread thread;
  private final AtomicBoolean again = new AtomicBoolean();
  private volatile boolean closed;

  Pipeline(String name, Duration interval, Consumer<T> stage) {
    this.stage = stage;
    this.intervalNanos = interval.toNanos();
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void accept(T value) {
    newest.set(value);
    LockSupport.unpark(thread);
  }

  /** Works on the newest value once more, though it did not change. */
  void repeat() {
    again.set(true);
    LockSupport.unpark(thread);
  }

  /** Waits until the stage is done with what it is working on. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    @Nullable T last = null;
    long freeAtNanos = System.nanoTime();
    while (!closed) {
      long untilFreeNanos = freeAtNanos - System.nanoTime();
      if (untilFreeNanos > 0) {
        LockSupport.parkNanos(this, untilFreeNanos);
        continue;
      }
      boolean repeats = again.getAndSet(false);
      T value = newest.getAndSet(null);
      if (value == null && repeats) {
        value = last;
      }
      if (value == null) {
        LockSupport.park(this);
        continue;
      }
      last = value;
      freeAtNanos = System.nanoTime() + intervalNanos;
      try {
        stage.accept(value);
      } catch (RuntimeException e) {
        // What was served stays in force; the next value is worked on as usual.
        log.atError().setCause(e).log("change could not be worked on, the previous one stays");
      }
    }
  }
}
