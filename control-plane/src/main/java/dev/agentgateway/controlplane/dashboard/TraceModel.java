package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.traces.Attributes;
import dev.agentgateway.controlplane.traces.StoredTrace;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One trace.
 *
 * @param why why it was sampled and by what, from its gateway spans
 * @param ticks times since the start of the trace, at each quarter of it
 * @param runs that its calls belong to
 * @param elsewhere link to it in another tool; empty: none
 */
public record TraceModel(
    TraceRow trace,
    List<SpanRow.Fact> why,
    List<String> ticks,
    List<SpanRow> spans,
    List<RunLink> runs,
    String elsewhere) {

  /** A run and the path of its page. */
  public record RunLink(String id, String path) {}

  private static final String POLICY = "agentgateway.policy";
  private static final String REASON = "agentgateway.sampling.reason";
  private static final String GENERATION = "agentgateway.policy.generation";

  private static final int SHOWN_VALUES = 8;

  private static final List<Map.Entry<String, String>> WHY =
      List.of(
          Map.entry(REASON, "Traced because"),
          Map.entry(POLICY, "Policy"),
          Map.entry("agentgateway.gateway", "Gateway"),
          Map.entry("agentgateway.route", "Route"),
          Map.entry("agentgateway.backend", "Backend"),
          Map.entry("agentgateway.xds.version", "Configuration (xds.version)"));

  static TraceModel of(StoredTrace trace, List<String> runs, String elsewhere) {
    List<SpanRow.Fact> why = new ArrayList<>();
    for (Map.Entry<String, String> wanted : WHY) {
      List<String> values =
          trace.spans().stream()
              .flatMap(entry -> value(entry.span().getAttributesList(), wanted.getKey()).stream())
              .distinct()
              .limit(SHOWN_VALUES)
              .toList();
      if (!values.isEmpty()) {
        why.add(new SpanRow.Fact(wanted.getValue(), String.join(", ", values)));
      }
    }
    return new TraceModel(
        TraceRow.of(trace.summary()),
        why,
        Words.quarters(trace.summary().duration()),
        Waterfall.of(trace),
        runs.stream().map(id -> new RunLink(id, RunsModel.path(id))).toList(),
        elsewhere);
  }

  private static Optional<String> value(List<KeyValue> attributes, String key) {
    return Attributes.text(attributes, key)
        .map(
            value ->
                key.equals(POLICY)
                    ? Attributes.text(attributes, GENERATION)
                        .map(generation -> value + ", generation " + generation)
                        .orElse(value)
                    : key.equals(REASON) ? SamplingWords.of(value, true) : value);
  }
}
