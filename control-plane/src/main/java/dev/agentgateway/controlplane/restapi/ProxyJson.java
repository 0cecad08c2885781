package dev.agentgateway.controlplane.restapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.view.Ledger;
import dev.agentgateway.controlplane.view.OpenStreams;
import dev.agentgateway.controlplane.view.ProxyView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes proxies and their ledgers. */
final class ProxyJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ProxyJson() {}

  static ObjectNode proxy(ProxyView proxy) {
    ObjectNode json = NODES.objectNode().put("id", proxy.id()).put("kind", proxy.kind());
    ArrayNode gateways = json.putArray("gateways");
    proxy.gateways().forEach(gateways::add);
    json.put("version", proxy.version()).put("adminAddress", proxy.adminAddress());
    json.put("pid", proxy.pid());
    json.put("connected", proxy.presence().connected());
    json.put("since", proxy.presence().since().toString());
    time(json, "startedAt", proxy.presence().startedAt());
    json.put("lost", proxy.isLost());
    json.put("sync", proxy.sync().text());
    ArrayNode types = json.putArray("types");
    for (ProxyView.TypeSync type : proxy.types()) {
      types
          .addObject()
          .put("type", type.type())
          .put("state", type.state().text())
          .put("version", type.version())
          .put("resources", type.resources());
    }
    ArrayNode rejected = json.putArray("rejected");
    for (ProxyView.Rejection rejection : proxy.rejected()) {
      rejected
          .addObject()
          .put("type", rejection.type())
          .put("name", rejection.name())
          .put("reason", rejection.reason())
          .put("since", rejection.since().toString());
    }
    proxy.activity().ifPresent(activity -> activity(json, activity));
    return json;
  }

  private static void activity(ObjectNode json, ProxyView.Activity activity) {
    json.put("stale", activity.stale()).put("draining", activity.draining());
    json.put("reportedAt", activity.reportedAt().toString());
    json.putObject("load")
        .put("requests", activity.load().requests())
        .put("activeRequests", activity.load().activeRequests())
        .put("activeConnections", activity.load().activeConnections())
        .put("failedRequests", activity.load().failedRequests());
    ArrayNode exporters = json.putArray("exporters");
    for (ProxyView.Exporter exporter : activity.exporters()) {
      ObjectNode entry = exporters.addObject().put("policy", exporter.policy());
      entry.put("cluster", exporter.cluster());
      time(entry, "lastSuccess", exporter.lastSuccess());
      time(entry, "lastFailure", exporter.lastFailure());
      entry.put("lastError", exporter.lastError());
    }
    ArrayNode sampling = json.putArray("sampling");
    for (ProxyView.SamplingCount count : activity.sampling()) {
      sampling
          .addObject()
          .put("reason", count.reason())
          .put("sampled", count.sampled())
          .put("requests", count.requests());
    }
    json.set("spans", ledger(activity.ledger()));
    json.put("openStreams", activity.streams().count());
    ArrayNode streams = json.putArray("oldestStreams");
    activity.streams().oldest().forEach(stream -> streams.add(stream(stream)));
  }

  private static ObjectNode stream(OpenStreams.OpenStream stream) {
    ObjectNode json = NODES.objectNode().put("gateway", stream.gateway());
    json.put("listener", stream.listener()).put("route", stream.route());
    json.put("backend", stream.backend()).put("protocol", stream.protocol());
    json.put("operation", stream.operation()).put("startedAt", stream.startedAt().toString());
    json.put("bytes", stream.bytes());
    if (!stream.session().isEmpty()) {
      json.put("run", stream.session());
    }
    return json;
  }

  private static void time(ObjectNode json, String name, Optional<Instant> time) {
    time.ifPresent(instant -> json.put(name, instant.toString()));
  }

  static ObjectNode telemetry(List<ProxyView> proxies) {
    ObjectNode json = NODES.objectNode();
    json.set("total", ledger(Ledger.sum(proxies.stream().map(ProxyView::ledger).toList())));
    ArrayNode each = json.putArray("proxies");
    for (ProxyView proxy : proxies) {
      ObjectNode entry = each.addObject().put("id", proxy.id());
      entry.put("connected", proxy.presence().connected()).put("lost", proxy.isLost());
      entry.set("spans", ledger(proxy.ledger()));
    }
    return json;
  }

  private static ObjectNode ledger(Ledger ledger) {
    ObjectNode json =
        NODES
            .objectNode()
            .put("started", ledger.started())
            .put("exported", ledger.exported())
            .put("queued", ledger.queued())
            .put("open", ledger.open())
            .put("unknown", ledger.unknown());
    ObjectNode dropped = json.putObject("dropped");
    ledger.dropped().forEach(dropped::put);
    return json;
  }
}
