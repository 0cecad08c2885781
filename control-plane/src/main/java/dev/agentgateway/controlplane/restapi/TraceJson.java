package dev.agentgateway.controlplane.restapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.traces.TraceSummary;
import dev.agentgateway.controlplane.traces.Usage;
import java.util.List;

/** Writes lines about traces. */
final class TraceJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private TraceJson() {}

  static ObjectNode summary(TraceSummary trace, List<String> runs) {
    ObjectNode json = NODES.objectNode().put("traceId", trace.traceId());
    json.put("rootService", trace.rootService()).put("rootName", trace.rootName());
    json.put("rootMissing", trace.rootMissing());
    json.put("start", trace.start().toString());
    json.put("durationMs", trace.duration().toNanos() / 1e6);
    json.put("spans", trace.spans()).put("errors", trace.errors());
    json.put("protocol", trace.protocols().getFirst().text());
    texts(json, "protocols", trace.protocols().stream().map(p -> p.text()).toList());
    texts(json, "services", trace.services());
    trace.gateway().ifPresent(gateway -> json.put("gateway", gateway));
    trace.routes().stream().findFirst().ifPresent(route -> json.put("route", route));
    texts(json, "routes", trace.routes());
    trace.models().stream().findFirst().ifPresent(model -> json.put("model", model));
    texts(json, "models", trace.models());
    usage(json, trace.usage());
    texts(json, "runs", runs);
    return json;
  }

  /** What nobody told is left out. */
  static void usage(ObjectNode json, Usage usage) {
    if (usage.input().isPresent() || usage.output().isPresent()) {
      ObjectNode tokens = json.putObject("tokens");
      usage.input().ifPresent(count -> tokens.put("input", count));
      usage.output().ifPresent(count -> tokens.put("output", count));
      usage.cacheRead().ifPresent(count -> tokens.put("cacheRead", count));
    }
    usage.costUsd().ifPresent(cost -> json.put("costUsd", cost));
    json.put("unpricedCalls", usage.unpriced());
  }

  static void texts(ObjectNode json, String name, List<String> texts) {
    ArrayNode array = json.putArray(name);
    texts.forEach(array::add);
  }
}
