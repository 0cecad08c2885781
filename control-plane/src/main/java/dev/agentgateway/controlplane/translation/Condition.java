package dev.agentgateway.controlplane.translation;

/**
 * A Kubernetes status condition without its {@code lastTransitionTime}, which its writer adds.
 *
 * @param type for example {@code Accepted}
 * @param reason one CamelCase word
 * @param message for people; may be empty
 * @param observedGeneration metadata.generation of the object that was translated; 0 where the
 *     source counts none
 */
public record Condition(
    String type, Status status, String reason, String message, long observedGeneration) {

  /** Whether the condition holds. */
  public enum Status {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String text;

    Status(String text) {
      this.text = text;
    }

    /** {@code True}, {@code False} or {@code Unknown}, as Kubernetes writes it. */
    public String text() {
      return text;
    }
  }
}
