package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.controlplane.translation.backend.Speech.McpServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells MCP servers apart by name: tools are found again by it. */
final class McpNames {

  private McpNames() {}

  /** A server by the name that it should have. */
  record Candidate(String namespace, McpServer server) {}

  /**
   * The servers, none of which has another's name: those that would share one have their namespace
   * before it, and where that is not enough, a number behind.
   */
  static List<McpServer> distinct(List<Candidate> candidates) {
    Map<String, Integer> wanted = new HashMap<>();
    candidates.forEach(each -> wanted.merge(each.server().name(), 1, Integer::sum));
    Set<String> taken = new HashSet<>();
    List<McpServer> servers = new ArrayList<>();
    for (Candidate candidate : candidates) {
      McpServer server = candidate.server();
      String base =
          wanted.getOrDefault(server.name(), 0) > 1
              ? candidate.namespace() + "-" + server.name()
              : server.name();
      String name = base;
      for (int i = 2; !taken.add(name); i++) {
        name = base + "-" + i;
      }
      servers.add(new McpServer(name, server.target(), server.path()));
    }
    return servers;
  }
}
