package dev.agentgateway.controlplane.snapshot;

import dev.agentgateway.controlplane.xds.XdsResource;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The resources of one type of one Gateway by name. Immutable. */
public final class ResourceMap {
  /** No resource. */
  public static final ResourceMap EMPTY = new ResourceMap(List.of());

  private final Map<String, XdsResource> byName;
  private final long fingerprint;

  // The last answer of changedSince: streams ask for the same step, one after the other.
  private volatile @Nullable Step lastStep;

  ResourceMap(List<XdsResource> resources) {
    Map<String, XdsResource> map = new TreeMap<>();
    long sum = 0;
    for (XdsResource resource : resources) {
      map.put(resource.name(), resource);
      sum += resource.fingerprint();
    }
    this.byName = Collections.unmodifiableMap(map);
    this.fingerprint = sum;
  }

  /** The resource of a name, or null. */
  public @Nullable XdsResource get(String name) {
    return byName.get(name);
  }

  /** Sorted names. */
  public Set<String> names() {
    return byName.keySet();
  }

  /** How many there are. */
  public int size() {
    return byName.size();
  }

  /** Hash of names and contents; independent of order. */
  public long fingerprint() {
    return fingerprint;
  }

  /** Names whose resource was added, changed or removed since an older map. */
  public Set<String> changedSince(ResourceMap older) {
    if (older == this) {
      return Set.of();
    }
    Step step = lastStep;
    if (step == null || step.older != older) {
      step = new Step(older, compare(older));
      lastStep = step;
    }
    return step.changed;
  }

  private Set<String> compare(ResourceMap older) {
    Set<String> changed = new HashSet<>();
    byName.forEach(
        (name, resource) -> {
          XdsResource before = older.byName.get(name);
          if (before == null || !before.version().equals(resource.version())) {
            changed.add(name);
          }
        });
    for (String name : older.byName.keySet()) {
      if (!byName.containsKey(name)) {
        changed.add(name);
      }
    }
    return Collections.unmodifiableSet(changed);
  }

  private record Step(ResourceMap older, Set<String> changed) {}
}
