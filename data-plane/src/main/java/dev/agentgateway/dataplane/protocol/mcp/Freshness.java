package dev.agentgateway.dataplane.protocol.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** How long, and for whom, a merged result holds: as long and for as many as each of its parts. */
final class Freshness {
  private static final String TTL = "ttlMs";
  private static final String SCOPE = "cacheScope";

  private Freshness() {}

  /** Adds the members where any part has them; a part that says nothing does not hold at all. */
  static void add(ObjectNode merged, List<ObjectNode> parts) {
    if (parts.stream().noneMatch(part -> part.has(TTL) || part.has(SCOPE))) {
      return;
    }
    long ttl = Long.MAX_VALUE;
    boolean open = true;
    for (JsonNode part : parts) {
      ttl = Math.min(ttl, Math.max(0, part.path(TTL).asLong(0)));
      open &= part.path(SCOPE).asText("").equals("public");
    }
    merged.put(TTL, ttl).put(SCOPE, open ? "public" : "private");
  }
}
