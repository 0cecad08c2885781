package dev.agentgateway.controlplane.leadership;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that works while this replica leads, whenever it is woken.
 *
 * <p>Threading: the work is called on this thread alone; everything else may be called on any.
 */
public final class LeaderThread implements Leads, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LeaderThread.class);

  /** What a pass returns where there is nothing more to do until the thread is woken. */
  public static final long UNTIL_WOKEN = Long.MAX_VALUE;

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** What a leader does. */
  public interface Work {

    /**
     * Does what there is to do. It looks at {@link #leads()} before each write, for leadership may
     * end meanwhile.
     *
     * @return nanoseconds until it wants to be called again, at the latest
     */
    long pass();

    /** Forgets what it knew of what is written: another replica writes from now on. */
    void forget();
  }

  private final Work work;
  private final Thread thread;

  /** A parked thread's permit does not do: whatever the work waits for may take it. */
  private volatile boolean woken;

  private volatile boolean leads;
  private volatile long leadsUntilNanos;
  private volatile boolean closed;

  /** A thread that does nothing yet. */
  public LeaderThread(String name, Work work) {
    this.work = work;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  /** Starts it; it rests until this replica leads. */
  public void start() {
    thread.start();
  }

  @Override
  public void until(long nanos) {
    boolean begins = !leads();
    leadsUntilNanos = nanos;
    leads = true;
    if (begins) {
      wake();
    }
  }

  @Override
  public void end() {
    leads = false;
    wake();
  }

  /** Whether work may be done now. */
  public boolean leads() {
    return leads && !closed && System.nanoTime() - leadsUntilNanos < 0;
  }

  /** There may be something to do. */
  public void wake() {
    woken = true;
    LockSupport.unpark(thread);
  }

  /** Waits until the work is done with what it is at. */
  @Override
  public void close() {
    closed = true;
    wake();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    boolean led = false;
    while (!closed) {
      woken = false;
      long nextNanos = UNTIL_WOKEN;
      if (leads()) {
        led = true;
        nextNanos = pass();
      } else if (led) {
        led = false;
        work.forget();
      }
      if (woken) {
        continue;
      }
      if (nextNanos == UNTIL_WOKEN) {
        LockSupport.park(this);
      } else if (nextNanos > 0) {
        LockSupport.parkNanos(this, nextNanos);
      }
    }
  }

  private long pass() {
    try {
      return work.pass();
    } catch (RuntimeException e) {
      // One object that nobody foresaw must not end the writing of all others for good.
      log.atError().setCause(e).addKeyValue("work", thread.getName()).log("failed, trying again");
      return AFTER_FAILURE.toNanos();
    }
  }
}
