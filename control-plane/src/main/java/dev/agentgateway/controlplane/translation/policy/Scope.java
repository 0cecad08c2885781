package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.controlplane.translation.PolicyClaim;
import dev.agentgateway.controlplane.translation.gateway.ListenerModel;
import java.util.Optional;

/** The part of a Gateway that a policy is attached to. */
sealed interface Scope {

  /** Whether a listener lies in it. */
  boolean covers(ListenerModel listener);

  /** A smaller one beats a greater one. */
  default int rank() {
    return switch (this) {
      case Section _ -> 0;
      case Port _ -> 1;
      case Everything _ -> 2;
    };
  }

  /** What a policy with this scope claims of a Gateway. */
  default PolicyClaim claim(String gateway, FrontendField field, PolicyModel policy) {
    Optional<String> listener =
        this instanceof Section(String name) ? Optional.of(name) : Optional.empty();
    Optional<Integer> port =
        this instanceof Port(int number) ? Optional.of(number) : Optional.empty();
    return new PolicyClaim(
        gateway,
        field.path(),
        policy.id(),
        policy.conditions().observedGeneration(),
        listener,
        port);
  }

  /** The whole. */
  record Everything() implements Scope {
    @Override
    public boolean covers(ListenerModel listener) {
      return true;
    }

    @Override
    public String toString() {
      return "the Gateway";
    }
  }

  /** The listeners of a port. */
  record Port(int number) implements Scope {
    @Override
    public boolean covers(ListenerModel listener) {
      return listener.port() == number;
    }

    @Override
    public String toString() {
      return "port " + number;
    }
  }

  /** One listener. */
  record Section(String listener) implements Scope {
    @Override
    public boolean covers(ListenerModel other) {
      return listener.equals(other.name());
    }

    @Override
    public String toString() {
      return "listener " + listener;
    }
  }
}
