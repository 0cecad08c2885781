package dev.agentgateway.dataplane.telemetry.metrics;

import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Values in buckets, with an exemplar per bucket that is at most a second older than its newest.
 *
 * <p>Threading: one writer, any number of readers.
 */
final class Histogram {
  private static final long EXEMPLAR_AGE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final double[] bounds;
  private final AtomicLongArray counts;
  private final AtomicReferenceArray<@Nullable Exemplar> exemplars;
  private final AtomicLong sum = new AtomicLong();

  /**
   * @param bounds upper bounds, ascending
   */
  Histogram(double[] bounds) {
    this.bounds = bounds;
    this.counts = new AtomicLongArray(bounds.length + 1);
    this.exemplars = new AtomicReferenceArray<>(bounds.length + 1);
  }

  /**
   * Adds a value.
   *
   * @param trace the sampled span that it belongs to; null: none
   * @param epochNanos Unix time
   */
  void add(double value, @Nullable TraceParent trace, long epochNanos) {
    int bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]) {
      bucket++;
    }
    counts.setOpaque(bucket, counts.getPlain(bucket) + 1);
    double total = Double.longBitsToDouble(sum.getPlain()) + value;
    sum.setOpaque(Double.doubleToRawLongBits(total));
    if (trace != null) {
      Exemplar newest = exemplars.getPlain(bucket);
      if (newest == null || epochNanos - newest.epochNanos() > EXEMPLAR_AGE_NANOS) {
        exemplars.setRelease(
            bucket, new Exemplar(value, trace.traceHigh(), trace.traceLow(), epochNanos));
      }
    }
  }

  /** Counts of the same histogram on all event loops. */
  static final class Sum {
    private final double[] bounds;
    private final long[] counts;
    private final @Nullable Exemplar[] exemplars;
    private double sum;

    Sum(double[] bounds) {
      this.bounds = bounds;
      this.counts = new long[bounds.length + 1];
      this.exemplars = new Exemplar[bounds.length + 1];
    }

    void add(Histogram one) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] += one.counts.getOpaque(i);
        Exemplar other = one.exemplars.getAcquire(i);
        Exemplar own = exemplars[i];
        if (other != null && (own == null || own.epochNanos() < other.epochNanos())) {
          exemplars[i] = other;
        }
      }
      sum += Double.longBitsToDouble(one.sum.getOpaque());
    }

    void write(PrometheusText out, String labels) {
      out.histogram(labels, bounds, counts, sum, exemplars);
    }
  }
}
