package dev.agentgateway.dataplane.telemetry.runs;

import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.protocol.a2a.A2aCall;
import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.llm.LlmFormat;
import dev.agentgateway.dataplane.protocol.llm.LlmRequest;
import dev.agentgateway.dataplane.protocol.llm.LlmToolCall;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import dev.agentgateway.dataplane.protocol.mcp.McpMethods;
import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The identifiers that a call of an agent protocol names and that its answer hands out. */
public final class CallIdentifiers {
  /**
   * How many results of tools are looked at beside the first: an agent sends those of all earlier
   * turns again, and the newest ones tell the run.
   */
  private static final int NEWEST_RESULTS = 8;

  private static final int MAX_REFERENCES = 8;

  private final String gateway;
  private final List<Identifier> found = new ArrayList<>(4);

  private CallIdentifiers(String gateway) {
    this.gateway = gateway;
  }

  /**
   * Everything that a call is known by, in the order that {@link RunIndex#join} wants: what its
   * request says, and once it was answered its answer too.
   *
   * @param gateway NAMESPACE/NAME
   * @param head what the request's head says of its run
   * @param trace of the context that the request or its message came with; null: none
   */
  public static List<Identifier> of(
      String gateway, @Nullable Identifier head, @Nullable TraceParent trace, AgentCall call) {
    CallIdentifiers all = new CallIdentifiers(gateway);
    boolean isSession = head != null && head.reason() == JoinReason.SESSION_HEADER;
    if (head != null && isSession) {
      all.found.add(head);
    }
    switch (call) {
      case LlmCall llm -> {
        all.add(JoinReason.CONVERSATION, llm.conversationId());
        all.add(JoinReason.CONVERSATION, llm.request().userSession());
        all.add(trace);
        all.history(llm.request());
      }
      case A2aCall a2a -> {
        all.answered(a2a);
        List<String> references = a2a.referenceTaskIds();
        for (int i = 0; i < Math.min(MAX_REFERENCES, references.size()); i++) {
          all.add(JoinReason.A2A_TASK, references.get(i));
        }
        all.add(trace);
      }
      case McpCall mcp -> {
        all.add(trace);
        all.add(JoinReason.MCP_SESSION, mcp.sessionId());
      }
      default -> all.add(trace);
    }
    if (head != null && !isSession && !all.found.contains(head)) {
      all.found.add(head);
    }
    return all.found;
  }

  /** Of a trace. */
  public static Identifier of(String gateway, TraceParent trace) {
    return Identifier.of(gateway, JoinReason.TRACE, trace.traceId());
  }

  /** What the answer of a call added to {@link #of}. */
  public static List<Identifier> learned(String gateway, AgentCall call) {
    CallIdentifiers all = new CallIdentifiers(gateway);
    switch (call) {
      case LlmCall llm -> {
        if (llm.request().conversationId() == null) {
          all.add(JoinReason.CONVERSATION, llm.conversationId());
        }
      }
      case A2aCall a2a -> all.answered(a2a);
      case McpCall mcp -> {
        if (mcp.method().equals(McpMethods.INITIALIZE)) {
          all.add(JoinReason.MCP_SESSION, mcp.sessionId());
        }
      }
      default -> {}
    }
    return all.found;
  }

  /** Identifiers that the answer of a call made for this once. */
  public static List<Identifier> handedOut(String gateway, AgentCall call) {
    if (!(call instanceof LlmCall llm)) {
      return List.of();
    }
    CallIdentifiers all = new CallIdentifiers(gateway);
    // No other format has a request that names it.
    if (llm.format() == LlmFormat.RESPONSES) {
      all.add(JoinReason.PREVIOUS_RESPONSE, llm.responseId());
    }
    for (LlmToolCall tool : llm.toolCalls()) {
      all.add(JoinReason.TOOL_CALL, tool.id());
    }
    return all.found;
  }

  private void history(LlmRequest request) {
    add(JoinReason.PREVIOUS_RESPONSE, request.previousResponseId());
    List<String> results = request.toolResults();
    if (!results.isEmpty()) {
      // The first of all, by which every replica may name the run.
      add(JoinReason.TOOL_CALL, results.getFirst());
      for (int i = Math.max(1, results.size() - NEWEST_RESULTS); i < results.size(); i++) {
        add(JoinReason.TOOL_CALL, results.get(i));
      }
    }
  }

  private void answered(A2aCall call) {
    add(JoinReason.A2A_CONTEXT, call.contextId());
    add(JoinReason.A2A_TASK, call.taskId());
  }

  private void add(@Nullable TraceParent trace) {
    if (trace != null) {
      found.add(of(gateway, trace));
    }
  }

  private void add(JoinReason reason, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      found.add(Identifier.of(gateway, reason, value));
    }
  }
}
