package dev.agentgateway.dataplane.telemetry.runs;

import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import org.jspecify.annotations.Nullable;

/** A run of an agent. Threading: any. */
public final class Run {
  private final String sessionId;
  private volatile @Nullable TraceParent newest;

  Run(String sessionId) {
    this.sessionId = sessionId;
  }

  /** {@code session.id}: 32 hex digits. */
  public String sessionId() {
    return sessionId;
  }

  /**
   * Makes a span the newest one; null changes nothing. Of two at the same time either is.
   *
   * @return the one before, where that is in another trace; else null
   */
  @Nullable TraceParent follow(@Nullable TraceParent span) {
    TraceParent before = newest;
    if (span == null) {
      return before;
    }
    newest = span;
    boolean elsewhere =
        before != null
            && (before.traceHigh() != span.traceHigh() || before.traceLow() != span.traceLow());
    return elsewhere ? before : null;
  }
}
