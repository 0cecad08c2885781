package dev.agentgateway.controlplane.translation;

import dev.agentgateway.controlplane.state.ObjectRef;

/**
 * Something in the desired state that its author should know. It is a value, never thrown.
 *
 * @param object where it is
 * @param reason the condition reason that tells the same, one CamelCase word
 * @param message what is wrong and what was expected
 */
public record Problem(ObjectRef object, Severity severity, String reason, String message) {

  /** How bad it is. */
  public enum Severity {
    /** Something that was asked for is not done. */
    ERROR,
    /** Works, and perhaps not as its author thinks. */
    NOTE
  }
}
