package dev.agentgateway.dataplane.xds;

import dev.agentgateway.dataplane.config.VirtualHostConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Virtual hosts that are resources of their own, by the route configuration that they belong to:
 * the one whose name theirs begins with. Confined to the client thread.
 */
final class DiscoveredHosts {

  /** By {@link ResourceStore#groupOf}, then by name. */
  private final Map<String, TreeMap<String, VirtualHostConfig>> groups = new HashMap<>();

  /** Takes what changed; returns the groups that did. */
  Set<String> update(TypeStore<VirtualHostConfig> store) {
    Set<String> changed = new HashSet<>();
    for (String name : store.drainChanges()) {
      String group = ResourceStore.groupOf(name);
      changed.add(group);
      TypeStore.Entry<VirtualHostConfig> entry = store.accepted().get(name);
      if (entry != null) {
        groups.computeIfAbsent(group, _ -> new TreeMap<>()).put(name, entry.value());
      } else {
        groups.computeIfPresent(
            group,
            (_, hosts) -> {
              hosts.remove(name);
              return hosts.isEmpty() ? null : hosts;
            });
      }
    }
    return changed;
  }

  /** The virtual hosts of a route configuration, by name; a view. */
  Collection<VirtualHostConfig> of(String table) {
    TreeMap<String, VirtualHostConfig> hosts = groups.get(ResourceStore.groupOf(table));
    if (hosts == null) {
      return List.of();
    }
    // '0' follows '/'.
    return hosts.subMap(table + "/", table + "0").values();
  }
}
