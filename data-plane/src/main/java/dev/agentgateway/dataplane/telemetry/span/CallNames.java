package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.protocol.a2a.A2aCall;
import dev.agentgateway.dataplane.protocol.a2a.A2aMethod;
import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;

/** Names of calls of agent protocols, which are those of their spans. */
public final class CallNames {
  private CallNames() {}

  /** For example {@code chat sample-small}, {@code tools/call x} or {@code message/stream}. */
  public static String of(AgentCall call) {
    return switch (call) {
      case LlmCall llm -> of(llm);
      case McpCall mcp -> of(mcp);
      case A2aCall a2a -> of(a2a);
      default -> "call";
    };
  }

  static String of(LlmCall call) {
    String model = call.requestModel();
    String operation = call.operation();
    return model == null || model.isEmpty() ? operation : operation + " " + model;
  }

  static String of(McpCall call) {
    String subject = call.toolName().isEmpty() ? call.promptName() : call.toolName();
    return subject.isEmpty() ? call.method() : call.method() + " " + subject;
  }

  static String of(A2aCall call) {
    return call.method() == A2aMethod.OTHER ? "A2A" : call.method().text();
  }
}
