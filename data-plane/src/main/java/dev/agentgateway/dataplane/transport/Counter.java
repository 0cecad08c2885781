package dev.agentgateway.dataplane.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A number that one thread changes and any thread reads. */
public final class Counter {
  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(Counter.class, "value", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // reached through the handle
  private long value;

  /** Adds to it; on its own thread only. */
  public void add(long count) {
    VALUE.setOpaque(this, (long) VALUE.get(this) + count);
  }

  /** The newest value that this thread can see. */
  public long get() {
    return (long) VALUE.getOpaque(this);
  }
}
