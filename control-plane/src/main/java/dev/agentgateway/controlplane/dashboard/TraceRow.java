package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.traces.TraceSummary;

/** A trace in a list. */
public record TraceRow(
    String traceId,
    String time,
    String root,
    String service,
    boolean rootMissing,
    String protocol,
    String route,
    String model,
    String duration,
    int spans,
    int errors,
    String services) {

  static TraceRow of(TraceSummary trace) {
    return new TraceRow(
        trace.traceId(),
        Words.time(trace.start()),
        trace.rootName(),
        trace.rootService(),
        trace.rootMissing(),
        switch (trace.protocol()) {
          case LLM -> "LLM";
          case MCP -> "MCP";
          case A2A -> "A2A";
          case HTTP -> "HTTP";
          case OTHER -> "";
        },
        trace.route().orElse(""),
        trace.model().orElse(""),
        Words.duration(trace.duration()),
        trace.spans(),
        trace.errors(),
        String.join(", ", trace.services()));
  }
}
