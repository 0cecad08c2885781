package dev.agentgateway.dataplane.telemetry.export;

/** Why a span that was started is not exported: a closed set. */
public enum DropReason {
  /** The policy's filter did not keep it. */
  FILTERED("filtered"),
  /** The queue of its policy is at its bound. */
  QUEUE_FULL("queue_full"),
  /** Its policy is gone or names no usable backend. */
  BACKEND_INVALID("backend_invalid"),
  /** The collector refused it for good. */
  REJECTED("rejected"),
  /** The collector did not take it in time. */
  RETRIES_EXHAUSTED("retries_exhausted"),
  /** The proxy stopped first. */
  SHUTDOWN("shutdown");

  private final String label;

  DropReason(String label) {
    this.label = label;
  }

  /** The value of labels and of the ledger's map. */
  public String label() {
    return label;
  }
}
