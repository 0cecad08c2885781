package dev.agentgateway.dataplane.telemetry.export;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts of export requests, all policies together. Written by the export thread. */
public final class ExportMetrics {
  private static final double[] BOUNDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong retried = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLongArray buckets = new AtomicLongArray(BOUNDS.length + 1);

  ExportMetrics() {}

  void answered(ExportResult result, long tookNanos) {
    switch (result) {
      case ExportResult.Accepted _ -> accepted.incrementAndGet();
      case ExportResult.Retry _ -> retried.incrementAndGet();
      case ExportResult.Refused _ -> refused.incrementAndGet();
    }
    nanos.addAndGet(tookNanos);
    double seconds = tookNanos / (double) TimeUnit.SECONDS.toNanos(1);
    int bucket = 0;
    while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
      bucket++;
    }
    buckets.incrementAndGet(bucket);
  }

  /** Requests that the collector took. */
  public long accepted() {
    return accepted.get();
  }

  /** Requests to be tried again. */
  public long retried() {
    return retried.get();
  }

  /** Requests that were refused for good. */
  public long refused() {
    return refused.get();
  }

  /** Time of all requests. */
  public long nanos() {
    return nanos.get();
  }

  /** Upper bounds of {@link #buckets()} in seconds. */
  public static double[] bounds() {
    return BOUNDS.clone();
  }

  /** Requests by duration, not cumulative; the last one is above every bound. */
  public long[] buckets() {
    long[] copy = new long[buckets.length()];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = buckets.get(i);
    }
    return copy;
  }
}
