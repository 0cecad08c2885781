package dev.agentgateway.dataplane.protocol.llm;

import org.jspecify.annotations.Nullable;

/** A tool call that arrives in parts. */
final class ToolCallParts {
  private final int choice;
  private final int index;
  private String id;
  private String name = "";
  private @Nullable StringBuilder arguments;

  /**
   * @param index place among the calls of its choice
   */
  ToolCallParts(int choice, int index, String id) {
    this.choice = choice;
    this.index = index;
    this.id = id;
  }

  /** Whether a part belongs to it: its place and, where the part names one, its id. */
  boolean isAt(int ofChoice, int atIndex, @Nullable String withId) {
    return choice == ofChoice
        && index == atIndex
        && (withId == null || id.isEmpty() || id.equals(withId));
  }

  boolean hasId(String other) {
    return id.equals(other);
  }

  void setId(String id) {
    this.id = id;
  }

  void setName(String name) {
    this.name = name;
  }

  void addArguments(String text) {
    if (arguments == null) {
      arguments = new StringBuilder();
    }
    arguments.append(text);
  }

  boolean hasArguments() {
    return arguments != null;
  }

  void setArguments(String text) {
    arguments = new StringBuilder(text);
  }

  LlmToolCall call() {
    return new LlmToolCall(id, name, arguments == null ? null : arguments.toString());
  }
}
