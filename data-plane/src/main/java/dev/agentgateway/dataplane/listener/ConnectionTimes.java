package dev.agentgateway.dataplane.listener;

import dev.agentgateway.dataplane.config.HttpConfig;
import dev.agentgateway.dataplane.transport.Deadline;
import dev.agentgateway.dataplane.transport.LoopTimers;
import java.time.Duration;

/** When a client's connection has waited too long, and for what. Confined to its event loop. */
final class ConnectionTimes {
  private static final Duration DRAINED_IDLE = Duration.ofSeconds(2);
  private static final long LINGER_NANOS = Duration.ofSeconds(1).toNanos();

  /** What is late. */
  enum Late {
    NOTHING,
    /** The request's end. */
    REQUEST,
    /** Any move in either direction. */
    STREAM
  }

  private final LoopTimers timers;
  private final Deadline deadline;
  private long firstByteNanos;
  private long lastMoveNanos;
  private long requestNanos;
  private long idleNanos;

  /**
   * @param passed called when a time that was set is over, or somewhat later
   */
  ConnectionTimes(LoopTimers timers, Runnable passed) {
    this.timers = timers;
    this.deadline = timers.deadline(passed);
  }

  /** System.nanoTime() of the newest request's first byte. */
  long firstByteNanos() {
    return firstByteNanos;
  }

  /** The first byte of a request was read; the rest of its head follows within the limits. */
  void firstByte(HttpConfig http) {
    firstByteNanos = System.nanoTime();
    Duration limit =
        http.requestTimeout().isZero() ? http.streamIdleTimeout() : http.requestTimeout();
    set(firstByteNanos, limit.toNanos());
  }

  /** No request is under way. */
  void awaitRequest(HttpConfig http, boolean draining) {
    Duration idle = draining ? DRAINED_IDLE : http.idleTimeout();
    set(timers.coarseNanos(), idle.toNanos());
  }

  /** A request was understood; its limits hold until its route's do. */
  void beginExchange(HttpConfig http, boolean receiving) {
    requestNanos = http.requestTimeout().toNanos();
    idleNanos = http.streamIdleTimeout().toNanos();
    moved();
    awaitExchange(receiving);
  }

  /**
   * The route's limit.
   *
   * @param idle zero: none
   */
  void limitIdle(Duration idle, boolean receiving) {
    idleNanos = idle.toNanos();
    awaitExchange(receiving);
  }

  /** A byte moved in either direction. */
  void moved() {
    lastMoveNanos = timers.coarseNanos();
  }

  /** Which limit of the exchange is passed; where none is, the next is awaited. */
  Late late(boolean receiving) {
    long now = System.nanoTime();
    if (receiving && requestNanos > 0 && now - firstByteNanos >= requestNanos) {
      return Late.REQUEST;
    }
    if (idleNanos > 0 && now - lastMoveNanos >= idleNanos) {
      return Late.STREAM;
    }
    awaitExchange(receiving);
    return Late.NOTHING;
  }

  /** The connection closes once what was written is sent, within this time. */
  void awaitLastBytes(HttpConfig http) {
    long limit = Math.max(LINGER_NANOS, http.streamIdleTimeout().toNanos());
    deadline.at(System.nanoTime() + limit);
  }

  /** Everything was sent; the client's own close is awaited for a moment. */
  void linger() {
    deadline.at(System.nanoTime() + LINGER_NANOS);
  }

  void cancel() {
    deadline.cancel();
  }

  private void awaitExchange(boolean receiving) {
    long idleDue = lastMoveNanos + idleNanos;
    long requestDue = firstByteNanos + requestNanos;
    if (receiving && requestNanos > 0 && (idleNanos == 0 || requestDue - idleDue < 0)) {
      deadline.at(requestDue);
    } else {
      set(lastMoveNanos, idleNanos);
    }
  }

  private void set(long from, long nanos) {
    if (nanos == 0) {
      deadline.clear();
    } else {
      deadline.at(from + nanos);
    }
  }
}
