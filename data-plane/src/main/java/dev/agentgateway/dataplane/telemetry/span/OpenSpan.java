package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.exchange.RequestTrace;
import dev.agentgateway.dataplane.telemetry.runs.RunIndex.Place;
import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * The place of a span that began in its trace.
 *
 * @param context the trace and the span itself
 * @param parentSpanId never 0
 * @param traceState of its trace; null: the request's own
 * @param isParentRemote whether the parent came in a message
 * @param link a span of another trace or place that it belongs to as well, or null
 * @param place where it is in a run of an agent; null: in none that is known
 */
public record OpenSpan(
    TraceParent context,
    long parentSpanId,
    @Nullable String traceState,
    boolean isParentRemote,
    @Nullable TraceParent link,
    @Nullable Place place)
    implements RequestTrace {

  /** A span whose run is not known. */
  public OpenSpan(
      TraceParent context,
      long parentSpanId,
      @Nullable String traceState,
      boolean isParentRemote,
      @Nullable TraceParent link) {
    this(context, parentSpanId, traceState, isParentRemote, link, null);
  }

  /** The same span with its place in a run. */
  public OpenSpan at(Place inRun) {
    return new OpenSpan(context, parentSpanId, traceState, isParentRemote, link, inRun);
  }

  /** A span whose parent is this one. */
  public OpenSpan child(long spanId) {
    return new OpenSpan(
        new TraceParent(context.traceHigh(), context.traceLow(), spanId, context.flags()),
        context.spanId(),
        traceState,
        false,
        null);
  }
}
