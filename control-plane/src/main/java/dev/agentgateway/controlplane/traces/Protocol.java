package dev.agentgateway.controlplane.traces;

import java.util.Optional;

/** What kind of traffic, the most telling first. */
public enum Protocol {
  LLM("llm"),
  MCP("mcp"),
  A2A("a2a"),
  HTTP("http"),
  OTHER("other");

  private final String text;

  Protocol(String text) {
    this.text = text;
  }

  /** The name in lower case, as the API writes it. */
  public String text() {
    return text;
  }

  /** Whether an agent speaks it: to a model, a tool or another agent. */
  public boolean isAgentic() {
    return compareTo(HTTP) < 0;
  }

  /** By its name in lower case; empty where there is none of that name. */
  public static Optional<Protocol> of(String text) {
    for (Protocol protocol : values()) {
      if (protocol.text.equals(text)) {
        return Optional.of(protocol);
      }
    }
    return Optional.empty();
  }
}
