package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.controlplane.translation.gateway.ListenerModel;

/** The part of a Gateway that a policy is attached to. */
sealed interface Scope {

  /** Whether a listener lies in it. */
  boolean covers(ListenerModel listener);

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
