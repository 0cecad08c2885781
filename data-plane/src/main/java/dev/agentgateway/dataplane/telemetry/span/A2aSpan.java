package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.protocol.a2a.A2aCall;
import dev.agentgateway.dataplane.protocol.a2a.A2aCall.ResultKind;
import dev.agentgateway.dataplane.protocol.a2a.A2aTaskState;
import dev.agentgateway.dataplane.protocol.a2a.AgentName;

/**
 * Name and attributes of the span of an A2A operation.
 *
 * @see A2aAttributes
 */
final class A2aSpan {
  private A2aSpan() {}

  static void write(SpanWriter writer, A2aCall call) {
    writer.name(CallNames.of(call));
    writer.text(A2aAttributes.METHOD, call.method().text());
    AgentName agent = call.agent();
    writer.text(GenAiAttributes.AGENT_NAME, agent == null ? "" : agent.name());
    writer.text(GenAiAttributes.AGENT_VERSION, agent == null ? "" : agent.version());
    writer.text(A2aAttributes.PROTOCOL_VERSION, call.protocolVersion());
    writer.text(A2aAttributes.TENANT, call.tenant());
    writer.text(A2aAttributes.MESSAGE_ID, call.messageId());
    writer.texts(A2aAttributes.REFERENCE_TASK_IDS, call.referenceTaskIds());
    writer.text(A2aAttributes.TASK_ID, call.taskId());
    A2aTaskState state = call.taskState();
    writer.text(A2aAttributes.TASK_STATE, state == null ? "" : state.text());
    ResultKind kind = call.resultKind();
    writer.text(A2aAttributes.RESULT_KIND, kind == null ? "" : kind.text());
    writer.text(GenAiAttributes.CONVERSATION, call.contextId());
    if (call.errorCode() != 0) {
      writer.text(McpAttributes.STATUS_CODE, Integer.toString(call.errorCode()));
    }
  }
}
