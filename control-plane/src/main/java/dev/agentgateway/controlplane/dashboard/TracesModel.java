package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.traces.TraceQuery;
import dev.agentgateway.controlplane.traces.TraceStore;
import dev.agentgateway.controlplane.web.Request;
import java.util.List;

/**
 * The list of traces.
 *
 * @param mistake what is wrong with the filters; empty: nothing
 * @param filtered whether any filter is set
 * @param held how many traces are kept at all
 */
public record TracesModel(
    List<TraceRow> traces,
    Filters filters,
    String mistake,
    boolean filtered,
    String held,
    String evicted) {

  /** What the form holds. */
  public record Filters(
      String service,
      String route,
      String protocol,
      String status,
      String minDuration,
      String text,
      String attribute) {
    static Filters of(Request request) {
      return new Filters(
          request.parameter("service").orElse(""),
          request.parameter("route").orElse(""),
          request.parameter("protocol").orElse("any"),
          request.parameter("status").orElse("any"),
          request.parameter("minDuration").orElse(""),
          request.parameter("text").orElse(""),
          request.parameter("attribute").orElse(""));
    }

    boolean any() {
      return !(service + route + minDuration + text + attribute).isEmpty()
          || !status.equals("any")
          || !protocol.equals("any");
    }
  }

  static TracesModel of(TraceStore store, TraceQuery query, Request request, String mistake) {
    Filters filters = Filters.of(request);
    TraceStore.Counts counts = store.counts();
    return new TracesModel(
        mistake.isEmpty() ? store.list(query).stream().map(TraceRow::of).toList() : List.of(),
        filters,
        mistake,
        filters.any(),
        Words.count(counts.traces()),
        Words.count(counts.evictedTraces()));
  }
}
