package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.telemetry.span.AttributeKey.Group;

/**
 * Names of {@code session.*}.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/general/session/">Session</a>
 */
final class SessionAttributes {
  /** Of a run of an agent: ours, never an identifier of the agent's. */
  static final AttributeKey ID = AttributeKey.of(Group.REQUEST, "session.id");

  private SessionAttributes() {}
}
