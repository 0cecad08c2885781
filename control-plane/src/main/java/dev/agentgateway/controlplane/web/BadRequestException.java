package dev.agentgateway.controlplane.web;

/** A request that cannot be understood: answered 400 with the message. */
public final class BadRequestException extends Exception {
  /** The message names the parameter, its value and what was expected. */
  public BadRequestException(String message) {
    super(message);
  }

  /** The message, which is never absent. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
