package dev.agentgateway.e2e.support;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits for what other processes do. */
public final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private Await() {}

  /**
   * Asks until there is an answer, for a minute at most.
   *
   * @throws AssertionError where there is none, with the last failure as its cause
   */
  public static <T> T until(String what, Callable<Optional<T>> question) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    @Nullable Throwable last = null;
    do {
      try {
        Optional<T> answer = question.call();
        if (answer.isPresent()) {
          return answer.get();
        }
      } catch (Exception | AssertionError e) {
        last = e;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    } while (System.nanoTime() < end);
    throw new AssertionError("waited in vain until " + what, last);
  }

  /** Asks until it holds, for a minute at most. */
  public static void untilTrue(String what, Callable<Boolean> question) {
    until(what, () -> question.call() ? Optional.of(true) : Optional.empty());
  }
}
