package dev.agentgateway.dataplane.telemetry.cel;

import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.exchange.AgentCall.Side;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.protocol.a2a.A2aCall;
import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the calls of a request that variables and log fields stand for: the newest of a kind. */
public final class CallVariables {
  private CallVariables() {}

  /** The newest call of a class; null: none. */
  public static <T extends AgentCall> @Nullable T newest(Exchange exchange, Class<T> type) {
    List<AgentCall> calls = exchange.calls();
    for (int i = calls.size() - 1; i >= 0; i--) {
      if (type.isInstance(calls.get(i))) {
        return type.cast(calls.get(i));
      }
    }
    return null;
  }

  /** The newest operation that a client asked for; null: none. */
  public static @Nullable McpCall operation(Exchange exchange) {
    List<AgentCall> calls = exchange.calls();
    for (int i = calls.size() - 1; i >= 0; i--) {
      if (calls.get(i) instanceof McpCall mcp && mcp.side() == Side.SERVER) {
        return mcp;
      }
    }
    return newest(exchange, McpCall.class);
  }

  /** What a request's calls speak: {@code llm}, {@code mcp}, {@code a2a} or {@code http}. */
  public static String protocol(Exchange exchange) {
    List<AgentCall> calls = exchange.calls();
    return calls.isEmpty()
        ? "http"
        : switch (calls.getLast()) {
          case LlmCall _ -> "llm";
          case McpCall _ -> "mcp";
          case A2aCall _ -> "a2a";
          default -> "http";
        };
  }

  /** What an operation became upstream; the operation itself where it went nowhere. */
  public static McpCall sent(Exchange exchange, McpCall operation) {
    List<AgentCall> calls = exchange.calls();
    for (int i = calls.size() - 1; i >= 0; i--) {
      if (calls.get(i) instanceof McpCall mcp && mcp.parent() == operation) {
        return mcp;
      }
    }
    return operation;
  }
}
