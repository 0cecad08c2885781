package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.llm.LlmCost;
import dev.agentgateway.dataplane.protocol.llm.LlmFormat;
import dev.agentgateway.dataplane.protocol.llm.PriceCatalogue;
import dev.agentgateway.dataplane.protocol.llm.Rates;
import dev.agentgateway.dataplane.telemetry.accesslog.LoopAccessLog;
import dev.agentgateway.dataplane.telemetry.metrics.LoopCallMetrics;
import dev.agentgateway.dataplane.telemetry.metrics.LoopMetrics;
import dev.agentgateway.dataplane.telemetry.span.SpanProblems;
import java.security.SecureRandom;
import java.util.IdentityHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/** What telemetry keeps on one event loop. Confined to it. */
final class LoopTelemetry implements LongSupplier {
  private static final int POLICIES = 64;

  private final LoopMetrics metrics;
  private final LoopCallMetrics calls;
  private final LoopAccessLog accessLog;
  private final Supplier<PriceCatalogue> prices;
  private final SpanProblems problems;
  private final RandomGenerator ids =
      RandomGeneratorFactory.of("Xoshiro256PlusPlus").create(new SecureRandom().generateSeed(32));
  private final IdentityHashMap<TracingPolicy, LoopSpans> spans = new IdentityHashMap<>();
  private @Nullable TracingPolicy lastPolicy;
  private @Nullable LoopSpans lastSpans;
  private @Nullable PortTelemetry lastPort;
  private String lastListener = "";
  private ListenerTelemetry lastTelemetry = ListenerTelemetry.NONE;

  LoopTelemetry(
      LoopMetrics metrics,
      LoopCallMetrics calls,
      LoopAccessLog accessLog,
      Supplier<PriceCatalogue> prices,
      SpanProblems problems) {
    this.metrics = metrics;
    this.calls = calls;
    this.accessLog = accessLog;
    this.prices = prices;
    this.problems = problems;
  }

  LoopMetrics metrics() {
    return metrics;
  }

  LoopCallMetrics calls() {
    return calls;
  }

  LoopAccessLog accessLog() {
    return accessLog;
  }

  /** Gives an inference its cost where that is known; null: it has none to look for. */
  PriceCatalogue.@Nullable Status price(LlmCall call) {
    boolean answered = call.errorType() == null || call.usage().isReported();
    if (call.format() == LlmFormat.COUNT_TOKENS || !answered) {
      return null;
    }
    PriceCatalogue.Price price = prices.get().price(call);
    LlmCost cost = price.cost();
    if (cost != null) {
      call.setCost(cost);
    }
    Rates rates = price.rates();
    if (rates != null) {
      call.setRates(rates);
    }
    return price.status();
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

  /** The policies of a port's Gateway listener. */
  // Names come from the configuration: another object is at worst looked up once more.
  @SuppressWarnings({"ReferenceEquality", "StringEquality"})
  ListenerTelemetry listener(PortTelemetry port, String gatewayListener) {
    if (lastPort != port || lastListener != gatewayListener) {
      lastTelemetry = port.listener(gatewayListener);
      lastPort = port;
      lastListener = gatewayListener;
    }
    return lastTelemetry;
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
