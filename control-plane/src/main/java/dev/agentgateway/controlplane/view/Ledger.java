package dev.agentgateway.controlplane.view;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts of spans: {@code started = exported + queued + open + sum(dropped)}.
 *
 * @param dropped by reason, sorted
 * @param open spans of requests in flight
 */
public record Ledger(
    long started, long exported, long queued, long open, Map<String, Long> dropped) {

  /** Nothing yet. */
  public static final Ledger EMPTY = new Ledger(0, 0, 0, 0, Map.of());

  public Ledger {
    dropped = Collections.unmodifiableSortedMap(new TreeMap<>(dropped));
  }

  /** Spans dropped for any reason. */
  public long droppedTotal() {
    return dropped.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The sum of several. */
  public static Ledger sum(Collection<Ledger> ledgers) {
    long started = 0;
    long exported = 0;
    long queued = 0;
    long open = 0;
    Map<String, Long> dropped = new TreeMap<>();
    for (Ledger ledger : ledgers) {
      started += ledger.started;
      exported += ledger.exported;
      queued += ledger.queued;
      open += ledger.open;
      ledger.dropped.forEach((reason, count) -> dropped.merge(reason, count, Long::sum));
    }
    return new Ledger(started, exported, queued, open, dropped);
  }
}
