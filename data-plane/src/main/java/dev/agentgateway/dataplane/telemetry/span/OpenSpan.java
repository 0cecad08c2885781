package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.exchange.RequestTrace;
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
 */
public record OpenSpan(
    TraceParent context,
    long parentSpanId,
    @Nullable String traceState,
    boolean isParentRemote,
    @Nullable TraceParent link)
    implements RequestTrace {

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
