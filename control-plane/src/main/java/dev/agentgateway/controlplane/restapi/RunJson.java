package dev.agentgateway.controlplane.restapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.traces.AgentCall;
import dev.agentgateway.controlplane.traces.Run;
import dev.agentgateway.controlplane.traces.Run.JoinedCall;
import java.time.Instant;
import java.util.Locale;

/** Writes runs of agents and their calls. */
final class RunJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private RunJson() {}

  static ObjectNode run(Run run, int openStreams, Instant now) {
    Run.Totals totals = run.totals();
    ObjectNode json = NODES.objectNode().put("id", run.id());
    json.put("basis", run.basis().name().toLowerCase(Locale.ROOT));
    if (!run.agent().service().isEmpty()) {
      json.putObject("agent").put("service", run.agent().service()).put("name", run.agent().name());
    }
    json.put("start", totals.start().toString()).put("end", totals.end().toString());
    json.put("durationMs", totals.duration().toNanos() / 1e6);
    json.put("open", openStreams > 0 || run.isOpen(now)).put("openStreams", openStreams);
    json.put("traces", totals.traces()).put("calls", run.calls().size());
    ObjectNode byProtocol = json.putObject("callsByProtocol");
    totals.byProtocol().forEach((protocol, count) -> byProtocol.put(protocol.text(), count));
    TraceJson.usage(json, totals.usage());
    json.put("failedTools", totals.failedTools()).put("errors", totals.errors());
    return json;
  }

  static ObjectNode withCalls(Run run, int openStreams, Instant now) {
    ObjectNode json = run(run, openStreams, now);
    ArrayNode items = json.putArray("items");
    run.calls().forEach(joined -> items.add(call(joined)));
    return json;
  }

  private static ObjectNode call(JoinedCall joined) {
    AgentCall call = joined.call();
    ObjectNode json = NODES.objectNode();
    json.put("traceId", call.traceId()).put("spanId", call.spanId());
    json.put("protocol", call.protocol().text()).put("operation", call.operation());
    text(json, "subject", call.subject());
    text(json, "route", call.route());
    json.put("start", call.timing().start().toString());
    json.put("durationMs", call.timing().duration().toNanos() / 1e6);
    call.timing()
        .firstChunk()
        .ifPresent(time -> json.put("timeToFirstChunkMs", time.toNanos() / 1e6));
    json.put("failed", call.outcome().failed()).put("status", call.outcome().status());
    text(json, "message", call.outcome().message());
    TraceJson.usage(json, call.usage());
    json.put("joinReason", joined.reason());
    ArrayNode links = json.putArray("links");
    for (AgentCall.Link link : call.joining().links()) {
      ObjectNode entry = links.addObject().put("traceId", link.traceId());
      entry.put("spanId", link.spanId());
      text(entry, "reason", link.reason());
    }
    return json;
  }

  private static void text(ObjectNode json, String name, String value) {
    if (!value.isEmpty()) {
      json.put(name, value);
    }
  }
}
