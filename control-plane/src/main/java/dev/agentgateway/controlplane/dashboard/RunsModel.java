package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.traces.Protocol;
import dev.agentgateway.controlplane.traces.Run;
import dev.agentgateway.controlplane.traces.Runs;
import dev.agentgateway.controlplane.view.OpenStreams;
import dev.agentgateway.controlplane.view.ProxyView;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The list of runs.
 *
 * @param all how many there are
 * @param streams responses under way
 */
public record RunsModel(List<RunRow> runs, String all, StreamRow.Streams streams) {

  private static final int SHOWN = 100;
  private static final int SHOWN_STREAMS = 50;

  /**
   * A run in a list.
   *
   * @param path of its page
   * @param title the agent's own name for it; empty: it has none
   * @param calls how many of each protocol
   * @param state {@code streaming}, {@code open} or {@code quiet}
   */
  public record RunRow(
      String id,
      String path,
      String title,
      String service,
      String time,
      String state,
      String duration,
      List<String> calls,
      String tokens,
      String cost,
      String unpriced,
      int failedTools,
      int errors,
      int traces) {

    static RunRow of(Run run, boolean streaming, Instant now) {
      Run.Totals totals = run.totals();
      return new RunRow(
          run.id(),
          RunsModel.path(run.id()),
          run.agent().name(),
          run.agent().service(),
          Words.time(totals.start()),
          streaming ? "streaming" : run.isOpen(now) ? "open" : "quiet",
          Words.duration(totals.duration()),
          calls(totals.byProtocol()),
          CallWords.tokens(totals.usage()),
          CallWords.cost(totals.usage()),
          CallWords.unpriced(totals.usage()),
          totals.failedTools(),
          totals.errors(),
          totals.traces());
    }

    private static List<String> calls(Map<Protocol, Integer> counts) {
      List<String> calls = new ArrayList<>();
      counts.forEach((protocol, count) -> calls.add(count + " " + CallWords.protocol(protocol)));
      return calls;
    }
  }

  static RunsModel of(Runs runs, List<ProxyView> proxies, Instant now) {
    Map<String, Integer> streams = OpenStreams.byRun(proxies);
    return new RunsModel(
        runs.list(SHOWN).stream()
            .map(run -> RunRow.of(run, streams.containsKey(run.id()), now))
            .toList(),
        Words.count(runs.count()),
        StreamRow.of(proxies, SHOWN_STREAMS, now));
  }

  /** The page of a run; its id may hold anything. */
  static String path(String id) {
    return "/runs/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
