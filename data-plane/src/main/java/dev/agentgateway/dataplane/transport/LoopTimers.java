package dev.agentgateway.dataplane.transport;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines of one event loop, in a wheel of 10 ms ticks: they happen up to two ticks late and cost
 * nothing per request while they only move later.
 *
 * <p>Threading: confined to the event loop.
 */
public final class LoopTimers {
  static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int SLOTS = 512;
  private static final long WALL_CLOCK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final @Nullable Deadline[] slots = new @Nullable Deadline[SLOTS];
  private final long base;
  private long tick;
  private long now;
  private long epochOffset;
  private long epochReadAt;

  LoopTimers(long nanos) {
    base = nanos;
    now = nanos;
    readWallClock();
  }

  /** A deadline that is not set; the action runs on the event loop. */
  public Deadline deadline(Runnable action) {
    return new Deadline(this, action);
  }

  /** System.nanoTime() of the last tick. */
  public long coarseNanos() {
    return now;
  }

  /** Unix time in nanoseconds of a recent System.nanoTime(). */
  public long epochNanos(long nanos) {
    return nanos + epochOffset;
  }

  /** Runs what is due. */
  void advance(long nanos) {
    now = nanos;
    if (nanos - epochReadAt > WALL_CLOCK_NANOS) {
      readWallClock();
    }
    long target = (nanos - base) / TICK_NANOS;
    tick = Math.max(tick, target - SLOTS);
    while (tick < target) {
      tick++;
      visit((int) (tick % SLOTS));
    }
  }

  void moved(Deadline deadline) {
    long due = tickOf(deadline.dueNanos);
    if (deadline.linked) {
      if (deadline.tick <= due) {
        return;
      }
      unlink(deadline);
    }
    link(deadline, due);
  }

  void unlink(Deadline deadline) {
    if (!deadline.linked) {
      return;
    }
    Deadline previous = deadline.previous;
    Deadline next = deadline.next;
    if (previous != null) {
      previous.next = next;
    } else {
      slots[(int) (deadline.tick % SLOTS)] = next;
    }
    if (next != null) {
      next.previous = previous;
    }
    deadline.previous = null;
    deadline.next = null;
    deadline.linked = false;
  }

  private void link(Deadline deadline, long due) {
    int slot = (int) (due % SLOTS);
    Deadline first = slots[slot];
    deadline.tick = due;
    deadline.next = first;
    deadline.previous = null;
    deadline.linked = true;
    if (first != null) {
      first.previous = deadline;
    }
    slots[slot] = deadline;
  }

  // An action may link to any slot but this one: a tick that is due is always a later one.
  private void visit(int slot) {
    Deadline deadline = slots[slot];
    while (deadline != null) {
      unlink(deadline);
      if (deadline.armed) {
        if (deadline.dueNanos - now <= 0) {
          deadline.armed = false;
          deadline.action.run();
        } else {
          link(deadline, tickOf(deadline.dueNanos));
        }
      }
      deadline = slots[slot];
    }
  }

  /** The tick after the time, bounded by what the wheel holds. */
  private long tickOf(long nanos) {
    long due = (nanos - base) / TICK_NANOS + 1;
    return Math.max(tick + 1, Math.min(due, tick + SLOTS - 1));
  }

  private void readWallClock() {
    Instant instant = Instant.now();
    long nanos = System.nanoTime();
    epochOffset = TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano() - nanos;
    epochReadAt = nanos;
  }
}
