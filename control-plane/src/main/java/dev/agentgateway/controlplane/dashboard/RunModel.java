package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.traces.AgentCall;
import dev.agentgateway.controlplane.traces.Run;
import dev.agentgateway.controlplane.traces.Run.JoinedCall;
import dev.agentgateway.controlplane.view.OpenStreams;
import dev.agentgateway.controlplane.view.ProxyView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One run.
 *
 * @param json path of the same in the API
 * @param ticks times since the start of the run, at each quarter of it
 * @param leftOut how many of its newest calls are not shown
 */
public record RunModel(
    RunsModel.RunRow run,
    String json,
    String basis,
    List<String> ticks,
    List<CallRow> calls,
    int leftOut) {

  private static final int SHOWN = 1000;

  /**
   * A call of it.
   *
   * @param newTrace whether the call before was of another trace
   * @param why what the reason means
   */
  public record CallRow(
      String protocol,
      String operation,
      String subject,
      String trace,
      String traceName,
      boolean newTrace,
      Result result,
      Used used,
      SpanRow.Bar bar,
      String reason,
      String why,
      List<LinkRow> links) {}

  /** How it ended. */
  public record Result(boolean failed, boolean ok, String status, String message) {}

  /** What it took; each may be empty. */
  public record Used(String tokens, String cached, String cost, String firstChunk) {}

  /** Another call, and why it is linked. */
  public record LinkRow(String path, String reason) {}

  static RunModel of(Run run, List<ProxyView> proxies, Instant now) {
    Run.Totals totals = run.totals();
    List<CallRow> rows = new ArrayList<>();
    String before = "";
    for (JoinedCall joined : run.calls().subList(0, Math.min(SHOWN, run.calls().size()))) {
      rows.add(row(joined, totals, !joined.call().traceId().equals(before)));
      before = joined.call().traceId();
    }
    String path = RunsModel.path(run.id());
    return new RunModel(
        RunsModel.RunRow.of(run, OpenStreams.byRun(proxies).containsKey(run.id()), now),
        "/api/v1" + path,
        switch (run.basis()) {
          case SESSION -> "one session.id";
          case TRACE -> "one trace: no call names a session";
        },
        Words.quarters(totals.duration()),
        rows,
        run.calls().size() - rows.size());
  }

  private static CallRow row(JoinedCall joined, Run.Totals totals, boolean newTrace) {
    AgentCall call = joined.call();
    AgentCall.Outcome outcome = call.outcome();
    return new CallRow(
        CallWords.protocol(call.protocol()),
        call.operation(),
        call.subject(),
        tracePath(call.traceId(), call.spanId()),
        call.traceId().substring(0, 8),
        newTrace,
        new Result(
            outcome.failed(),
            outcome.status().equals("ok") || outcome.status().matches("[23]\\d\\d|completed"),
            outcome.status(),
            outcome.message()),
        new Used(
            CallWords.tokens(call.usage()),
            CallWords.cached(call.usage()),
            CallWords.cost(call.usage()),
            call.timing().firstChunk().map(Words::duration).orElse("")),
        bar(call.timing(), totals),
        CallWords.reason(joined.reason()),
        CallWords.why(joined.reason()),
        call.joining().links().stream()
            .map(
                link ->
                    new LinkRow(
                        tracePath(link.traceId(), link.spanId()), CallWords.reason(link.reason())))
            .toList());
  }

  private static String tracePath(String traceId, String spanId) {
    return "/traces/" + traceId + "#s" + spanId;
  }

  private static SpanRow.Bar bar(AgentCall.Timing timing, Run.Totals totals) {
    long length = Math.max(1, totals.duration().toNanos());
    Duration offset = Duration.between(totals.start(), timing.start());
    return new SpanRow.Bar(
        percent(offset.toNanos(), length),
        percent(Math.max(timing.duration().toNanos(), length / 200), length),
        Words.duration(timing.duration()),
        "+" + Words.duration(offset));
  }

  private static String percent(long nanos, long length) {
    return String.format(Locale.ROOT, "%.2f%%", Math.clamp(nanos * 100.0 / length, 0, 100));
  }
}
