package dev.agentgateway.dataplane.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.api.v1.SpanLedger;
import dev.agentgateway.dataplane.xds.XdsStatus;
import java.util.Map;
import java.util.TreeMap;

/** Load, ledger and xDS state as one JSON object. */
final class Stats {
  private final AdminSources sources;

  Stats(AdminSources sources) {
    this.sources = sources;
  }

  String json() {
    ObjectNode stats = JsonNodeFactory.instance.objectNode();
    stats.set("readiness", RecordJson.of(sources.readiness().get()));
    stats.set("listeners", RecordJson.of(sources.listeners().get()));
    stats.set("clusters", RecordJson.of(sources.clusters().get()));
    stats.set("spans", ledger(sources.ledger().get()));
    XdsStatus status = sources.xds().get();
    ObjectNode xds = stats.putObject("xds");
    xds.set("connection", RecordJson.of(status.connection()));
    xds.put("stale", status.stale());
    ObjectNode types = xds.putObject("types");
    status.types().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                types
                    .putObject(entry.getKey().messageName())
                    .put("accepted", entry.getValue().accepted().size())
                    .put("rejected", entry.getValue().rejected().size()));
    return stats.toPrettyString() + "\n";
  }

  private static ObjectNode ledger(SpanLedger ledger) {
    ObjectNode spans = JsonNodeFactory.instance.objectNode();
    spans
        .put("started", ledger.getStarted())
        .put("exported", ledger.getExported())
        .put("queued", ledger.getQueued())
        .put("open", ledger.getOpen());
    ObjectNode dropped = spans.putObject("dropped");
    new TreeMap<>(ledger.getDroppedMap()).forEach((reason, count) -> dropped.put(reason, count));
    return spans;
  }
}
