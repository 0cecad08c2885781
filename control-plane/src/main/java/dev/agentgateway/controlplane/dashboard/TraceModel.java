package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.traces.Attributes;
import dev.agentgateway.controlplane.traces.StoredTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One trace.
 *
 * @param why why it was sampled and by what, from its gateway spans
 * @param elsewhere link to it in another tool; empty: none
 */
public record TraceModel(
    TraceRow trace, List<SpanRow.Fact> why, List<SpanRow> spans, String elsewhere) {

  private static final List<Map.Entry<String, String>> WHY =
      List.of(
          Map.entry("agentgateway.sampling.reason", "Sampled because"),
          Map.entry("agentgateway.policy", "Policy"),
          Map.entry("agentgateway.gateway", "Gateway"),
          Map.entry("agentgateway.route", "Route"),
          Map.entry("agentgateway.backend", "Backend"),
          Map.entry("agentgateway.xds.version", "Configuration"));

  private static final Map<String, String> REASONS =
      Map.of(
          "client", "the caller asked for it",
          "random", "the policy's random sampling chose it",
          "parent_not_sampled", "the policy keeps it although the caller did not",
          "malformed_parent", "the caller's trace header was malformed, so it started afresh");

  static TraceModel of(StoredTrace trace, String elsewhere) {
    List<SpanRow.Fact> why = new ArrayList<>();
    for (Map.Entry<String, String> wanted : WHY) {
      List<String> values =
          trace.spans().stream()
              .flatMap(
                  entry ->
                      Attributes.text(entry.span().getAttributesList(), wanted.getKey()).stream())
              .map(value -> REASONS.getOrDefault(value, value))
              .distinct()
              .toList();
      if (!values.isEmpty()) {
        why.add(new SpanRow.Fact(wanted.getValue(), String.join(", ", values)));
      }
    }
    return new TraceModel(TraceRow.of(trace.summary()), why, Waterfall.of(trace), elsewhere);
  }
}
