package dev.agentgateway.controlplane;

/** A control plane could not start; the message says why and what to do. */
final class StartException extends Exception {

  private static final long serialVersionUID = 1;

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
