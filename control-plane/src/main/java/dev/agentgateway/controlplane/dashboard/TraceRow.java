package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.traces.TraceSummary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A trace in a list.
 *
 * @param protocols what it holds, as people call it
 * @param routes NAMESPACE/NAME, NAME and so on: those of each namespace in one text
 * @param models every one, in one text
 * @param tokens in and out; empty where nobody told any
 * @param cost empty where it is not known
 * @param unpriced how many calls have no price; empty where all have
 */
public record TraceRow(
    String traceId,
    String time,
    String root,
    String service,
    boolean rootMissing,
    List<String> protocols,
    List<String> routes,
    String models,
    String tokens,
    String cost,
    String unpriced,
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
        trace.protocols().stream()
            .map(CallWords::protocol)
            .filter(name -> !name.isEmpty())
            .toList(),
        byNamespace(trace.routes()),
        String.join(", ", trace.models()),
        CallWords.tokens(trace.usage()),
        CallWords.cost(trace.usage()),
        CallWords.unpriced(trace.usage()),
        Words.duration(trace.duration()),
        trace.spans(),
        trace.errors(),
        String.join(", ", trace.services()));
  }

  private static List<String> byNamespace(List<String> routes) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String route : routes) {
      int slash = route.indexOf('/');
      String namespace = route.substring(0, Math.max(0, slash));
      texts.merge(namespace, route, (text, _) -> text + ", " + route.substring(slash + 1));
    }
    return List.copyOf(texts.values());
  }
}
