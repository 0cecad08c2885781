package dev.agentgateway.dataplane.telemetry.runs;

/** What a request was joined to a run by, the surest first. The label is {@code link.reason}. */
public enum JoinReason {
  /** A header in which agents name their session. */
  SESSION_HEADER("session_header"),
  /** The trace that the request's own context names. */
  TRACE("trace_id"),
  /** A conversation that the request names, {@code gen_ai.conversation.id}. */
  CONVERSATION("gen_ai.conversation.id"),
  /** {@code contextId} of A2A. */
  A2A_CONTEXT("a2a.context_id"),
  /** {@code taskId} of A2A. */
  A2A_TASK("a2a.task_id"),
  /** {@code Mcp-Session-Id}. */
  MCP_SESSION("mcp.session"),
  /** The response that a request goes on from, {@code previous_response_id}. */
  PREVIOUS_RESPONSE("gen_ai.response.id"),
  /** The tool call whose result a request carries. */
  TOOL_CALL("gen_ai.tool.call.id");

  private final String label;

  JoinReason(String label) {
    this.label = label;
  }

  /** The value of {@code link.reason}. */
  public String label() {
    return label;
  }
}
