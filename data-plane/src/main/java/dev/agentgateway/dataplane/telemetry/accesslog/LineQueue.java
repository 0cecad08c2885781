package dev.agentgateway.dataplane.telemetry.accesslog;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines on their way to the console.
 *
 * <p>Threading: {@link #offer} is called on any thread and never blocks; one thread of its own
 * writes.
 */
final class LineQueue implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LineQueue.class);

  /** Characters that wait at most. */
  private static final long MAX_WAITING = 8L << 20;

  /** Lines are written together up to this many characters. */
  private static final int CHUNK = 64 << 10;

  private static final long LAST_LINES_MILLIS = 2_000;

  private final Consumer<String> console;
  private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
  private final AtomicLong waiting = new AtomicLong();
  private final LongAdder written = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final Thread thread;
  private volatile boolean sleeping;
  private volatile boolean closed;

  /**
   * @param console where lines go, without their last line break
   */
  LineQueue(Consumer<String> console) {
    this.console = console;
    this.thread = Thread.ofPlatform().daemon().name("access-log").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Takes a line, or loses it where too many wait. */
  void offer(String line) {
    if (closed || waiting.get() > MAX_WAITING) {
      lost.increment();
      return;
    }
    waiting.addAndGet(line.length());
    lines.add(line);
    if (sleeping) {
      LockSupport.unpark(thread);
    }
  }

  long written() {
    return written.sum();
  }

  long lost() {
    return lost.sum();
  }

  /** Writes what waits, for at most two seconds. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(LAST_LINES_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    StringBuilder chunk = new StringBuilder(CHUNK);
    while (true) {
      String line = lines.poll();
      if (line == null) {
        if (closed) {
          return;
        }
        // A producer either sees the flag, or its line is seen here.
        sleeping = true;
        if (lines.isEmpty() && !closed) {
          LockSupport.park(this);
        }
        sleeping = false;
        continue;
      }
      write(chunk, line);
    }
  }

  private void write(StringBuilder chunk, String first) {
    chunk.setLength(0);
    chunk.append(first);
    int count = 1;
    int characters = first.length();
    while (chunk.length() < CHUNK) {
      @Nullable String next = lines.poll();
      if (next == null) {
        break;
      }
      chunk.append('\n').append(next);
      characters += next.length();
      count++;
    }
    try {
      console.accept(chunk.toString());
      written.add(count);
    } catch (RuntimeException failed) {
      lost.add(count);
      log.atWarn().setCause(failed).log("access log was not written");
    } finally {
      waiting.addAndGet(-characters);
    }
  }
}
