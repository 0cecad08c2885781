package dev.agentgateway.controlplane.view;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts of spans: {@code started = exported + queued + open + unknown + sum(dropped)}.
 *
 * @param open spans of requests in flight
 * @param unknown spans that a proxy had when it was heard of last, and of which nobody knows what
 *     became; what it started after that is not counted at all
 * @param dropped by reason, sorted
 */
public record Ledger(
    long started, long exported, long queued, long open, long unknown, Map<String, Long> dropped) {

  /** Nothing yet. */
  public static final Ledger EMPTY = new Ledger(0, 0, 0, 0, 0, Map.of());

  public Ledger {
    dropped = Collections.unmodifiableSortedMap(new TreeMap<>(dropped));
  }

  /** Spans dropped for any reason. */
  public long droppedTotal() {
    return dropped.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Of a proxy that is gone: what was on its way is not any more. */
  public Ledger departed() {
    return new Ledger(started, exported, 0, 0, unknown + queued + open, dropped);
  }

  /** The sum of several. */
  public static Ledger sum(Collection<Ledger> ledgers) {
    long started = 0;
    long exported = 0;
    long queued = 0;
    long open = 0;
    long unknown = 0;
    Map<String, Long> dropped = new TreeMap<>();
    for (Ledger ledger : ledgers) {
      started += ledger.started;
      exported += ledger.exported;
      queued += ledger.queued;
      open += ledger.open;
      unknown += ledger.unknown;
      ledger.dropped.forEach((reason, count) -> dropped.merge(reason, count, Long::sum));
    }
    return new Ledger(started, exported, queued, open, unknown, dropped);
  }
}
