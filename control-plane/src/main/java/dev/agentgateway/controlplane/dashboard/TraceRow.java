package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.traces.TraceSummary;
import java.util.List;

/**
 * A trace in a list.
 *
 * @param protocols what it holds, as people call it
 * @param routes the first few
 * @param moreRoutes the others, in one text; empty: there are none
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
    String moreRoutes,
    String models,
    String tokens,
    String cost,
    String unpriced,
    String duration,
    int spans,
    int errors,
    String services) {

  private static final int SHOWN_ROUTES = 3;

  static TraceRow of(TraceSummary trace) {
    int shown = Math.min(SHOWN_ROUTES, trace.routes().size());
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
        trace.routes().subList(0, shown),
        String.join(", ", trace.routes().subList(shown, trace.routes().size())),
        String.join(", ", trace.models()),
        CallWords.tokens(trace.usage()),
        CallWords.cost(trace.usage()),
        CallWords.unpriced(trace.usage()),
        Words.duration(trace.duration()),
        trace.spans(),
        trace.errors(),
        String.join(", ", trace.services()));
  }
}
