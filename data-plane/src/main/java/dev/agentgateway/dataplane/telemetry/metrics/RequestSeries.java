package dev.agentgateway.dataplane.telemetry.metrics;

import static dev.agentgateway.dataplane.telemetry.metrics.PrometheusText.label;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Requests that ended alike, as one event loop counted them.
 *
 * <p>Threading: one writer, any number of readers; a reader may see a request in one cell and not
 * yet in another.
 */
final class RequestSeries {
  /** Upper bounds of durations in seconds; upstream's. */
  static final double[] BOUNDS = {.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 80};

  private static final long[] BOUNDS_NANOS = nanos();
  private static final int RESPONSE_BYTES = BOUNDS.length + 1;
  private static final int RETRIES = RESPONSE_BYTES + 1;
  private static final int NANOS = RETRIES + 1;

  private final Key key;
  private final AtomicLongArray cells = new AtomicLongArray(NANOS + 1);

  RequestSeries(Key key) {
    this.key = key;
  }

  Key key() {
    return key;
  }

  void add(long durationNanos, long responseBytes, int retries) {
    int bucket = 0;
    while (bucket < BOUNDS_NANOS.length && durationNanos > BOUNDS_NANOS[bucket]) {
      bucket++;
    }
    add(bucket, 1);
    add(NANOS, durationNanos);
    add(RESPONSE_BYTES, responseBytes);
    if (retries > 0) {
      add(RETRIES, retries);
    }
  }

  /** Adds these counts to a sum of the same series on other event loops. */
  void addTo(Sum sum) {
    for (int i = 0; i < sum.buckets.length; i++) {
      long count = cells.getOpaque(i);
      sum.buckets[i] += count;
      sum.requests += count;
    }
    sum.responseBytes += cells.getOpaque(RESPONSE_BYTES);
    sum.retries += cells.getOpaque(RETRIES);
    sum.nanos += cells.getOpaque(NANOS);
  }

  private void add(int cell, long count) {
    cells.setOpaque(cell, cells.getPlain(cell) + count);
  }

  private static long[] nanos() {
    long[] nanos = new long[BOUNDS.length];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = (long) (BOUNDS[i] * TimeUnit.SECONDS.toNanos(1));
    }
    return nanos;
  }

  /**
   * Labels beside the route's.
   *
   * @param added labels of a policy; may be empty
   */
  record Key(String backend, String method, int status, String reason, String added) {
    String text() {
      String text =
          String.join(
              ",",
              label("backend", RouteLabels.known(backend)),
              label("protocol", "http"),
              label("method", method),
              label("status", status == 0 ? "unknown" : Integer.toString(status)),
              label("reason", reason));
      return added.isEmpty() ? text : text + "," + added;
    }
  }

  /** Counts of all event loops. */
  static final class Sum {
    private final long[] buckets = new long[BOUNDS.length + 1];
    private long requests;
    private long responseBytes;
    private long retries;
    private long nanos;

    long[] buckets() {
      return buckets.clone();
    }

    long requests() {
      return requests;
    }

    long responseBytes() {
      return responseBytes;
    }

    long retries() {
      return retries;
    }

    double seconds() {
      return nanos / (double) TimeUnit.SECONDS.toNanos(1);
    }
  }
}
