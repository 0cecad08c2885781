package dev.agentgateway.controlplane.translation.backend;

/** What a reference leads to. */
public sealed interface Resolution {

  /** A backend. */
  record Found(BackendTarget target) implements Resolution {}

  /**
   * Nothing that can be used.
   *
   * @param reason of {@code ResolvedRefs=False}
   */
  record Missing(String reason, String message) implements Resolution {

    /** The same, told of an object. */
    Missing of(String object) {
      return new Missing(reason, object + ": " + message);
    }
  }
}
