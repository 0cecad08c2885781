package dev.agentgateway.controlplane.translation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Objects;

/**
 * Makes conditions about one object.
 *
 * @param observedGeneration the object's generation, 0 where its source counts none
 */
public record Conditions(long observedGeneration) {

  /** Conditions about an object as it is now. */
  public static Conditions about(HasMetadata object) {
    return new Conditions(Objects.requireNonNullElse(object.getMetadata().getGeneration(), 0L));
  }

  /** A condition that is true. */
  public Condition holds(String type, String reason, String message) {
    return new Condition(type, Condition.Status.TRUE, reason, message, observedGeneration);
  }

  /** A condition that is false. */
  public Condition fails(String type, String reason, String message) {
    return new Condition(type, Condition.Status.FALSE, reason, message, observedGeneration);
  }
}
