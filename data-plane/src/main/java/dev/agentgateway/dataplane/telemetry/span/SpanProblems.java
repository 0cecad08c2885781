package dev.agentgateway.dataplane.telemetry.span;

import java.util.concurrent.atomic.LongAdder;

/**
 * What went wrong with attributes, counted over all event loops.
 *
 * @param truncated values that were cut at 2 KiB
 * @param expressionErrors expressions that failed
 */
public record SpanProblems(LongAdder truncated, LongAdder expressionErrors) {}
