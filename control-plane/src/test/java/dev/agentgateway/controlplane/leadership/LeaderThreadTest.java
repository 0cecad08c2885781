package dev.agentgateway.controlplane.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class LeaderThreadTest {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final Semaphore passes = new Semaphore(0);
  private final Semaphore forgotten = new Semaphore(0);
  private final AtomicReference<Runnable> inPass = new AtomicReference<>(() -> {});

  private final LeaderThread thread =
      new LeaderThread(
          "test",
          new LeaderThread.Work() {
            @Override
            public long pass() {
              inPass.getAndSet(() -> {}).run();
              passes.release();
              return LeaderThread.UNTIL_WOKEN;
            }

            @Override
            public void forget() {
              forgotten.release();
            }
          });

  @Test
  void aWakeDuringAPassIsNotLostWhateverThePassWaitsFor() throws InterruptedException {
    try (thread) {
      inPass.set(
          () -> {
            thread.wake();
            // As a lock does that somebody else holds: it takes the permit.
            LockSupport.parkNanos(1);
          });
      thread.start();
      thread.until(System.nanoTime() + MINUTE);
      await(passes, 2);
    }
  }

  @Test
  void onlyALeaderWorksAndItForgetsWhenItIsNoMore() throws InterruptedException {
    try (thread) {
      thread.start();
      thread.wake();
      thread.until(System.nanoTime() + MINUTE);
      await(passes, 1);
      thread.end();
      await(forgotten, 1);
      passes.drainPermits();
      thread.wake();
      thread.until(System.nanoTime() - 1);
      assertThat(thread.leads()).isFalse();
    }
    assertThat(passes.availablePermits()).isZero();
  }

  @Test
  void aPassThatFailsIsMadeAgain() throws InterruptedException {
    AtomicInteger failures = new AtomicInteger();
    try (thread) {
      inPass.set(
          () -> {
            failures.incrementAndGet();
            throw new IllegalStateException("unforeseen");
          });
      thread.start();
      thread.until(System.nanoTime() + MINUTE);
      await(passes, 1);
      assertThat(failures).hasValue(1);
    }
  }

  private static void await(Semaphore semaphore, int count) throws InterruptedException {
    assertThat(semaphore.tryAcquire(count, 20, TimeUnit.SECONDS)).isTrue();
  }
}
