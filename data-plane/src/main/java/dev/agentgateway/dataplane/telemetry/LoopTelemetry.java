package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.dataplane.telemetry.metrics.LoopMetrics;
import dev.agentgateway.dataplane.telemetry.span.SpanProblems;
import java.security.SecureRandom;
import java.util.IdentityHashMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/** What telemetry keeps on one event loop. Confined to it. */
final class LoopTelemetry implements LongSupplier {
  private static final int POLICIES = 64;

  private final LoopMetrics metrics;
  private final SpanProblems problems;
  private final RandomGenerator ids =
      RandomGeneratorFactory.of("Xoshiro256PlusPlus").create(new SecureRandom().generateSeed(32));
  private final IdentityHashMap<TracingPolicy, LoopSpans> spans = new IdentityHashMap<>();
  private @Nullable TracingPolicy lastPolicy;
  private @Nullable LoopSpans lastSpans;

  LoopTelemetry(LoopMetrics metrics, SpanProblems problems) {
    this.metrics = metrics;
    this.problems = problems;
  }

  LoopMetrics metrics() {
    return metrics;
  }

  /** 64 random bits. */
  @Override
  public long getAsLong() {
    return ids.nextLong();
  }

  long nextSpanId() {
    long id = ids.nextLong();
    return id == 0 ? 1 : id;
  }

  LoopSpans spans(TracingPolicy policy) {
    LoopSpans recent = lastSpans;
    if (recent != null && lastPolicy == policy) {
      return recent;
    }
    LoopSpans found = spans.get(policy);
    if (found == null) {
      if (spans.size() >= POLICIES) {
        spans.keySet().removeIf(TracingPolicy::isRetired);
      }
      found = new LoopSpans(policy, problems);
      spans.put(policy, found);
    }
    lastPolicy = policy;
    lastSpans = found;
    return found;
  }
}
