package dev.agentgateway.dataplane.transport;

import org.jspecify.annotations.Nullable;

/**
 * A point in time at which something happens, moved as often as one likes: moving it later costs a
 * field write. Made by {@link LoopTimers}; confined to its event loop.
 */
public final class Deadline {
  final Runnable action;
  private final LoopTimers timers;
  boolean armed;
  long dueNanos;
  long tick;
  boolean linked;
  @Nullable Deadline previous;
  @Nullable Deadline next;

  Deadline(LoopTimers timers, Runnable action) {
    this.timers = timers;
    this.action = action;
  }

  /** Sets it to a time of System.nanoTime(), in place of the one it was set to. */
  public void at(long nanos) {
    armed = true;
    dueNanos = nanos;
    timers.moved(this);
  }

  /** It does not happen, until it is set again. */
  public void clear() {
    armed = false;
  }

  /** Clears it and lets go of its owner at once. */
  public void cancel() {
    armed = false;
    timers.unlink(this);
  }
}
