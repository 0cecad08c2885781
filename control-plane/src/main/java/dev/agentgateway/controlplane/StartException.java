package dev.agentgateway.controlplane;

/** A control plane could not start; the message says why and what to do. */
final class StartException extends Exception {

  private static final long serialVersionUID = 1;

  private static final int FAILURE = 1;
  private static final int BAD_CONFIGURATION = 2;

  private final int exitCode;

  /** What is around the process is not as it must be. */
  StartException(String message, Throwable cause) {
    super(message, cause);
    this.exitCode = FAILURE;
  }

  /** What the process was told cannot be. */
  StartException(String message) {
    super(message);
    this.exitCode = BAD_CONFIGURATION;
  }

  /** What the process ends with. */
  int exitCode() {
    return exitCode;
  }
}
