package dev.agentgateway.dataplane.filter.a2a;

import dev.agentgateway.dataplane.protocol.a2a.AgentName;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What agents call themselves, by their cluster, as the newest cards said that passed this proxy. A
 * cluster whose cards have several names has several agents, and none is named.
 *
 * <p>Threading: called on any event loop.
 */
final class KnownAgents {
  private static final int MAX_CLUSTERS = 10_000;
  private static final int MAX_CARDS = 4;
  // Names by the path of their card; never changed once put here.
  private static final Map<String, Map<String, AgentName>> CARDS = new ConcurrentHashMap<>();

  private KnownAgents() {}

  /** Null: no card was seen, or cards of several agents. */
  static @Nullable AgentName find(String cluster) {
    AgentName found = null;
    for (AgentName each : CARDS.getOrDefault(cluster, Map.of()).values()) {
      if (found != null && !found.name().equals(each.name())) {
        return null;
      }
      found = each;
    }
    return found;
  }

  /**
   * A card of this cluster passed.
   *
   * @param path at the agent
   */
  static void seen(String cluster, String path, byte[] card) {
    AgentName read = AgentName.ofCard(card).orElse(null);
    if (read == null || read.equals(CARDS.getOrDefault(cluster, Map.of()).get(path))) {
      return;
    }
    if (CARDS.size() >= MAX_CLUSTERS) {
      CARDS.clear();
    }
    var _ =
        CARDS.compute(
            cluster,
            (_, before) -> {
              Map<String, AgentName> cards = new HashMap<>(before == null ? Map.of() : before);
              // So many are several agents already.
              if (cards.size() < MAX_CARDS || cards.containsKey(path)) {
                cards.put(path, read);
              }
              return Map.copyOf(cards);
            });
  }
}
