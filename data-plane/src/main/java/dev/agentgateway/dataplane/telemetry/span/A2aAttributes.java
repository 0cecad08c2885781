package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.telemetry.span.AttributeKey.Group;

/**
 * Names of {@code a2a.*}, as proposed to the conventions. A context id is a {@code
 * gen_ai.conversation.id}.
 *
 * @see <a href="https://github.com/open-telemetry/semantic-conventions-genai/pull/195">A2A</a>
 */
final class A2aAttributes {
  static final AttributeKey METHOD = key("a2a.method.name");
  static final AttributeKey PROTOCOL_VERSION = key("a2a.protocol.version");
  static final AttributeKey MESSAGE_ID = key("a2a.message.id");
  static final AttributeKey REFERENCE_TASK_IDS = key("a2a.message.reference_task_ids");
  static final AttributeKey TASK_ID = key("a2a.task.id");
  static final AttributeKey TASK_STATE = key("a2a.task.state");
  static final AttributeKey TENANT = key("a2a.tenant");

  /** What the newest answer was; upstream's. */
  static final AttributeKey RESULT_KIND = key("a2a.result.kind");

  private A2aAttributes() {}

  private static AttributeKey key(String name) {
    return AttributeKey.of(Group.OPERATION, name);
  }
}
