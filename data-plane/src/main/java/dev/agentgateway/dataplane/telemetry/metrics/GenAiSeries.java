package dev.agentgateway.dataplane.telemetry.metrics;

import static dev.agentgateway.dataplane.telemetry.metrics.PrometheusText.label;

import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.llm.LlmCost;
import dev.agentgateway.dataplane.protocol.llm.LlmRequest;
import dev.agentgateway.dataplane.protocol.llm.LlmUsage;
import dev.agentgateway.dataplane.protocol.llm.PriceCatalogue;
import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** Calls of one model through one route. */
final class GenAiSeries implements CallSeries {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final List<LlmRequest.Reason> REASONS = List.of(LlmRequest.Reason.values());

  private final String labels;
  private final Histogram input = new Histogram(Family.TOKEN_USAGE.bounds());
  private final Histogram output = new Histogram(Family.TOKEN_USAGE.bounds());
  private final Histogram cacheRead = new Histogram(Family.TOKEN_USAGE.bounds());
  private final Histogram cacheWrite = new Histogram(Family.TOKEN_USAGE.bounds());
  private final Histogram duration = new Histogram(Family.REQUEST_DURATION.bounds());
  private final Histogram perToken = new Histogram(Family.TIME_PER_OUTPUT_TOKEN.bounds());
  private final Histogram firstToken = new Histogram(Family.TIME_TO_FIRST_TOKEN.bounds());
  // 10^-12 US dollars; enough for nine million.
  private final AtomicLong cost = new AtomicLong();
  private final AtomicLongArray lookups = new AtomicLongArray(4);
  // Requests by why, then responses.
  private final AtomicLongArray unread = new AtomicLongArray(REASONS.size() + 1);

  GenAiSeries(Key key) {
    this.labels = key.text();
  }

  /**
   * Adds a call that ended.
   *
   * @param price what looking its price up came to; null: not looked up
   */
  void add(
      LlmCall call,
      PriceCatalogue.@Nullable Status price,
      @Nullable TraceParent trace,
      long endEpochNanos) {
    duration.add((endEpochNanos - call.startEpochNanos()) / NANOS_PER_SECOND, trace, endEpochNanos);
    if (call.firstChunkNanos() != LlmCall.NEVER) {
      firstToken.add(call.firstChunkNanos() / NANOS_PER_SECOND, trace, endEpochNanos);
    }
    long nanos = call.nanosPerOutputToken();
    if (nanos != LlmCall.NEVER) {
      perToken.add(nanos / NANOS_PER_SECOND, trace, endEpochNanos);
    }
    LlmUsage usage = call.usage();
    tokens(input, usage.inputTokens(), trace, endEpochNanos);
    tokens(output, usage.outputTokens(), trace, endEpochNanos);
    tokens(cacheRead, usage.cacheReadTokens(), trace, endEpochNanos);
    tokens(cacheWrite, usage.cacheWriteTokens(), trace, endEpochNanos);
    LlmCost amount = call.cost();
    if (amount != null) {
      cost.setOpaque(cost.getPlain() + amount.total());
    }
    if (price != null) {
      increment(lookups, cell(price));
    }
    LlmRequest.Problem problem = call.request().problem();
    if (problem != null) {
      increment(unread, REASONS.indexOf(problem.reason()));
    }
    if (call.isPartlyRead()) {
      increment(unread, REASONS.size());
    }
  }

  private static void increment(AtomicLongArray counts, int cell) {
    counts.setOpaque(cell, counts.getPlain(cell) + 1);
  }

  @Override
  public void forEachHistogram(HistogramReader reader) {
    reader.read(Family.TOKEN_USAGE, type("input"), input);
    reader.read(Family.TOKEN_USAGE, type("output"), output);
    reader.read(Family.TOKEN_USAGE, type("input_cache_read"), cacheRead);
    reader.read(Family.TOKEN_USAGE, type("input_cache_write"), cacheWrite);
    reader.read(Family.REQUEST_DURATION, labels, duration);
    reader.read(Family.TIME_PER_OUTPUT_TOKEN, labels, perToken);
    reader.read(Family.TIME_TO_FIRST_TOKEN, labels, firstToken);
  }

  @Override
  public void forEachCounter(CounterReader reader) {
    long amount = cost.getOpaque();
    if (amount > 0) {
      reader.read(Family.COST, labels, LlmCost.dollars(amount));
    }
    for (PriceCatalogue.Status status : PriceCatalogue.Status.values()) {
      long count = lookups.getOpaque(cell(status));
      if (count > 0) {
        reader.read(
            Family.COST_LOOKUPS, label("status", text(status)) + "," + labels, (double) count);
      }
    }
    for (int cell = 0; cell < REASONS.size(); cell++) {
      unread(reader, cell, "request", REASONS.get(cell).name().toLowerCase(Locale.ROOT));
    }
    unread(reader, REASONS.size(), "response", "partly_read");
  }

  private void unread(CounterReader reader, int cell, String body, String reason) {
    long count = unread.getOpaque(cell);
    if (count > 0) {
      reader.read(
          Family.BODIES_UNREAD,
          String.join(",", label("body", body), label("reason", reason), labels),
          (double) count);
    }
  }

  private String type(String type) {
    return label("gen_ai_token_type", type) + "," + labels;
  }

  private static void tokens(
      Histogram to, long count, @Nullable TraceParent trace, long epochNanos) {
    if (count != LlmUsage.ABSENT) {
      to.add((double) count, trace, epochNanos);
    }
  }

  private static int cell(PriceCatalogue.Status status) {
    return switch (status) {
      case EXACT -> 0;
      case UNPRICED -> 1;
      case MISSING -> 2;
      case NO_CATALOGUE -> 3;
    };
  }

  /** As upstream has it. */
  private static String text(PriceCatalogue.Status status) {
    return switch (status) {
      case EXACT -> "Exact";
      case UNPRICED -> "Unpriced";
      case MISSING -> "Missing";
      case NO_CATALOGUE -> "NoCatalog";
    };
  }

  /**
   * What calls have in common.
   *
   * @param added labels of a policy; may be empty
   */
  record Key(
      RouteLabels route,
      String operation,
      String provider,
      String requestModel,
      String responseModel,
      String added) {
    String text() {
      String text =
          String.join(
              ",",
              label("gen_ai_operation_name", operation),
              label("gen_ai_system", provider),
              label("gen_ai_request_model", requestModel),
              label("gen_ai_response_model", responseModel),
              route.text());
      return added.isEmpty() ? text : text + "," + added;
    }
  }
}
