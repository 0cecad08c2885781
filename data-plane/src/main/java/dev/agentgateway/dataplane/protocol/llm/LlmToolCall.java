package dev.agentgateway.dataplane.protocol.llm;

import org.jspecify.annotations.Nullable;

/**
 * A tool that a response wants called, {@code llm.toolCalls[]}.
 *
 * @param arguments JSON text, perhaps cut; null where it is not captured
 */
public record LlmToolCall(String id, String name, @Nullable String arguments) {
  /** Without its arguments, which belong into no log. */
  @Override
  public String toString() {
    return "LlmToolCall[id=" + id + ", name=" + name + "]";
  }
}
