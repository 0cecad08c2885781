package dev.agentgateway.controlplane.source.file;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the newest objects to their file, at once and then at most once a second, so that no
 * change waits for a disk.
 *
 * <p>Threading: one thread writes; any thread may hand over what to write.
 */
final class KeptWriter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(KeptWriter.class);
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final KeptFile file;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private @Nullable List<KeptObject> newest;
  private boolean closed;
  private int leftOut;
  private boolean failed;

  KeptWriter(KeptFile file) {
    this.file = file;
    this.thread = Thread.ofPlatform().name("kept-objects").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void write(List<KeptObject> objects) {
    lock.lock();
    try {
      newest = objects;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Writes what is still to be written. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      for (List<KeptObject> next = next(); next != null; next = next()) {
        write(file, next);
        rest();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(KeptFile to, List<KeptObject> objects) {
    try {
      int tooMany = to.write(objects);
      if (tooMany > 0 && leftOut == 0) {
        log.atWarn()
            .addKeyValue("objects", tooMany)
            .addKeyValue("maxBytes", KeptFile.MAX_BYTES)
            .log("too many objects to keep all for a restart");
      }
      leftOut = tooMany;
      failed = false;
    } catch (IOException e) {
      if (!failed) {
        log.atWarn().setCause(e).log("objects cannot be kept for a restart");
      }
      failed = true;
    }
  }

  /** Null: nothing will come any more. */
  private @Nullable List<KeptObject> next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (newest == null && !closed) {
        changed.await();
      }
      List<KeptObject> next = newest;
      newest = null;
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void rest() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long remaining = INTERVAL_NANOS;
      while (!closed && remaining > 0) {
        remaining = changed.awaitNanos(remaining);
      }
    } finally {
      lock.unlock();
    }
  }
}
