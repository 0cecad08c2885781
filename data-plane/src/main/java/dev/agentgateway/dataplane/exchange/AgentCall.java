package dev.agentgateway.dataplane.exchange;

import org.jspecify.annotations.Nullable;

/**
 * A call of an agent protocol inside a request, with a span of its own: an inference, an MCP
 * operation, an A2A method. Its protocol fills in what it sees while the bytes pass.
 *
 * <p>Threading: confined to the event loop of its exchange.
 */
public abstract class AgentCall {

  /** Which end of the call the gateway is; the kind of the span. */
  public enum Side {
    /** The gateway answers. */
    SERVER,
    /** The gateway asks. */
    CLIENT
  }

  private final Side side;
  private final @Nullable AgentCall parent;
  private long startEpochNanos;
  private long endEpochNanos;
  private @Nullable String errorType;
  private String errorMessage = "";
  private @Nullable RequestTrace trace;
  private @Nullable Attempt attempt;

  /**
   * @param parent the call that this one is part of; null: the request itself
   */
  protected AgentCall(Side side, @Nullable AgentCall parent) {
    this.side = side;
    this.parent = parent;
  }

  public final Side side() {
    return side;
  }

  /** The call that this one is part of; null: the request itself. */
  public final @Nullable AgentCall parent() {
    return parent;
  }

  /** Unix time in nanoseconds of its start; 0 before {@link RequestTelemetry} was told of it. */
  public final long startEpochNanos() {
    return startEpochNanos;
  }

  public final void setStartEpochNanos(long epochNanos) {
    startEpochNanos = epochNanos;
  }

  /** Unix time in nanoseconds of its end; 0: it ends when telemetry is told so. */
  public final long endEpochNanos() {
    return endEpochNanos;
  }

  /** Says when it ended, where telemetry is told later. */
  public final void setEndEpochNanos(long epochNanos) {
    endEpochNanos = epochNanos;
  }

  /** The span attribute {@code error.type}, from a closed set; null: it did not fail. */
  public final @Nullable String errorType() {
    return errorType;
  }

  /** A short text for the span's status, never text of a provider's error body; may be empty. */
  public final String errorMessage() {
    return errorMessage;
  }

  /** The first failure stays. */
  public final void fail(String type, String message) {
    if (errorType == null) {
      errorType = type;
      errorMessage = message;
    }
  }

  /** What telemetry keeps of it; null where nothing is recorded. */
  public final @Nullable RequestTrace trace() {
    return trace;
  }

  /** The newest attempt that carries it; null before there was one. */
  public final @Nullable Attempt attempt() {
    return attempt;
  }

  public final void setAttempt(Attempt attempt) {
    this.attempt = attempt;
  }

  public final void setTrace(RequestTrace trace) {
    this.trace = trace;
  }
}
