package dev.agentgateway.controlplane.dashboard;

import java.util.List;

/** A span in a waterfall. */
public record SpanRow(
    String spanId,
    int depth,
    String service,
    String name,
    String kind,
    Bar bar,
    boolean error,
    List<String> marks,
    List<Fact> facts) {

  /** Where and how wide, in per cent of the trace, and the same in words. */
  public record Bar(String left, String width, String duration, String offset) {}

  /** A name and a value. */
  public record Fact(String name, String value) {}
}
