package dev.agentgateway.controlplane.report;

/** Why no proxy explained a request; the message is for people. */
public final class ExplainException extends RuntimeException {
  ExplainException(String message) {
    super(message);
  }
}
