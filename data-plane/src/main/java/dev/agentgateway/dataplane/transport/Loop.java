package dev.agentgateway.dataplane.transport;

import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** One event loop and what belongs to it alone. Confined to it but for {@link #eventLoop}. */
public final class Loop {
  private final int index;
  private final EventLoop eventLoop;
  private final LoopTimers timers;
  private final RandomGenerator random;

  Loop(int index, EventLoop eventLoop) {
    this.index = index;
    this.eventLoop = eventLoop;
    this.timers = new LoopTimers(System.nanoTime());
    this.random =
        RandomGeneratorFactory.of("Xoshiro256PlusPlus").create(new SecureRandom().generateSeed(32));
  }

  /** 0 to the number of loops, exclusive. */
  public int index() {
    return index;
  }

  /** The thread; callable from any. */
  public EventLoop eventLoop() {
    return eventLoop;
  }

  public LoopTimers timers() {
    return timers;
  }

  /** Fast randomness; not for secrets. */
  public RandomGenerator random() {
    return random;
  }

  void start() {
    var _ =
        eventLoop.scheduleAtFixedRate(
            () -> timers.advance(System.nanoTime()),
            LoopTimers.TICK_NANOS,
            LoopTimers.TICK_NANOS,
            TimeUnit.NANOSECONDS);
  }
}
