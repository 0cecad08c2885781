package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.view.Ledger;
import java.util.List;
import java.util.Map;

/** A span ledger as text. */
public record LedgerModel(
    String started,
    String exported,
    String queued,
    String open,
    String unknown,
    boolean anyUnknown,
    String dropped,
    boolean anyDropped,
    List<Drop> drops) {

  /** Spans dropped for one reason. */
  public record Drop(String reason, String count) {}

  private static final Map<String, String> REASONS =
      Map.of(
          "filtered", "left out by the policy's filter",
          "queue_full", "queue full: the collector is too slow or away",
          "backend_invalid", "the policy's collector cannot be used",
          "rejected", "refused by the collector",
          "retries_exhausted", "the collector failed too often",
          "shutdown", "the proxy stopped");

  static LedgerModel of(Ledger ledger) {
    return new LedgerModel(
        Words.count(ledger.started()),
        Words.count(ledger.exported()),
        Words.count(ledger.queued()),
        Words.count(ledger.open()),
        Words.count(ledger.unknown()),
        ledger.unknown() > 0,
        Words.count(ledger.droppedTotal()),
        ledger.droppedTotal() > 0,
        ledger.dropped().entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .map(
                entry ->
                    new Drop(
                        REASONS.getOrDefault(entry.getKey(), entry.getKey()),
                        Words.count(entry.getValue())))
            .toList());
  }
}
