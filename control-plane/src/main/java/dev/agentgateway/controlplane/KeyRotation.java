package dev.agentgateway.controlplane;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Asks every few seconds whether keys have to be told anew, on a thread of its own. */
final class KeyRotation implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("key-rotation").daemon().unstarted(task));

  void start(BooleanSupplier isDue, Runnable tell) {
    Runnable look =
        () -> {
          if (isDue.getAsBoolean()) {
            tell.run();
          }
        };
    var _ =
        timer.scheduleWithFixedDelay(
            look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
