package dev.agentgateway.controlplane.snapshot;

import dev.agentgateway.controlplane.xds.XdsResource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest map of every kind of resource of one Gateway, shared by its snapshots, so that what
 * did not change stays one object. Thread-safe.
 */
final class ResourceMaps {
  private final Object lock = new Object();
  private final Map<String, Entry> newest = new HashMap<>();

  /** The map of some resources: the one made last where the list is the very same. */
  ResourceMap of(String kind, List<XdsResource> resources) {
    synchronized (lock) {
      Entry entry = newest.get(kind);
      if (entry == null || !entry.resources.equals(resources)) {
        entry = new Entry(resources, new ResourceMap(resources));
        newest.put(kind, entry);
      }
      return entry.map;
    }
  }

  private record Entry(List<XdsResource> resources, ResourceMap map) {}
}
