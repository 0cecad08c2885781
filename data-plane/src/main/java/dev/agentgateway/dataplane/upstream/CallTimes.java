package dev.agentgateway.dataplane.upstream;

import dev.agentgateway.dataplane.config.RouteAction.Forward;
import dev.agentgateway.dataplane.config.RouteAction.RetryConfig;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** When something happens to a call; times are of System.nanoTime(). */
final class CallTimes {
  /** What is due. */
  enum Passed {
    NOTHING,
    TRY_AGAIN,
    ATTEMPT_TIMEOUT,
    ROUTE_TIMEOUT
  }

  private boolean routeSet;
  private boolean attemptSet;
  private boolean againSet;
  private boolean awaitSet;
  private long route;
  private long attempt;
  private long again;
  private long awaitUntil;

  void begin() {
    routeSet = false;
    attemptSet = false;
    againSet = false;
    awaitSet = false;
  }

  /** The route's timeout starts. */
  void requestEnded(long now, Forward forward) {
    routeSet = !forward.timeout().isZero();
    route = routeSet ? now + forward.timeout().toNanos() : 0;
  }

  void attemptBegan(long now, Duration perTryTimeout) {
    againSet = false;
    attemptSet = !perTryTimeout.isZero();
    attempt = attemptSet ? now + perTryTimeout.toNanos() : 0;
  }

  /** Later attempts are out of the question; the attempt's timeout ends with its head. */
  void attemptAnswered() {
    attemptSet = false;
  }

  void tryAgainAt(long nanos) {
    attemptSet = false;
    againSet = true;
    again = nanos;
  }

  /** Whether the first addresses of a name may still be waited for. */
  boolean mayAwaitEndpoints(long now, Duration atMost) {
    if (!awaitSet) {
      awaitSet = true;
      awaitUntil = now + atMost.toNanos();
    }
    return now - awaitUntil < 0;
  }

  /** Before retry number {@code retry}, from 1 on. */
  long backoffNanos(RetryConfig config, int retry, RandomGenerator random) {
    long base = config.backoff().toNanos();
    long bound = Math.min(config.maxBackoff().toNanos(), base << Math.min(retry - 1, 20));
    return bound <= 0 ? 0 : random.nextLong(bound + 1);
  }

  boolean isSet() {
    return routeSet || attemptSet || againSet;
  }

  /** The nearest time that is set. */
  long next() {
    long now = System.nanoTime();
    long wait = Long.MAX_VALUE;
    if (routeSet) {
      wait = Math.min(wait, route - now);
    }
    if (attemptSet) {
      wait = Math.min(wait, attempt - now);
    }
    if (againSet) {
      wait = Math.min(wait, again - now);
    }
    return now + wait;
  }

  /** What is due first, and not any more after this. */
  Passed passed(long now) {
    if (routeSet && now - route >= 0) {
      routeSet = false;
      return Passed.ROUTE_TIMEOUT;
    }
    if (attemptSet && now - attempt >= 0) {
      attemptSet = false;
      return Passed.ATTEMPT_TIMEOUT;
    }
    if (againSet && now - again >= 0) {
      againSet = false;
      return Passed.TRY_AGAIN;
    }
    return Passed.NOTHING;
  }
}
