package dev.agentgateway.dataplane.telemetry.sampling;

/** Why a request is traced or not: a closed set, used as a metric label and a span attribute. */
public enum SamplingReason {
  /** Its parent was sampled; {@code clientSampling} decided, or nothing did. */
  CLIENT("client"),
  /** It had no parent; {@code randomSampling} decided. */
  RANDOM("random"),
  /** Its parent was not sampled; {@code parentNotSampled} decided, or nothing did. */
  PARENT_NOT_SAMPLED("parent_not_sampled"),
  /** What it carried is no valid parent; {@code randomSampling} decided. */
  MALFORMED_PARENT("malformed_parent"),
  /** No tracing policy is in force. */
  NO_POLICY("no_policy"),
  /** It had no valid parent and {@code randomSampling} is not set. */
  NO_DECISION("no_decision"),
  /** The expression in charge failed or yielded neither a bool nor a number: not traced. */
  EXPRESSION_ERROR("expression_error");

  private final String label;

  SamplingReason(String label) {
    this.label = label;
  }

  /** The value of labels and attributes. */
  public String label() {
    return label;
  }
}
