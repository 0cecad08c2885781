package dev.agentgateway.controlplane.xds;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Resources made from values, remembered by name until the next run. Not thread-safe.
 *
 * @param <V> what resources are made from; compared by {@code equals}
 */
final class Memo<V> {
  private Map<String, Entry<V>> entries = Map.of();
  private List<XdsResource> last = List.of();

  /**
   * The resources of some values, sorted by name; the very list of the previous run where nothing
   * changed.
   */
  List<XdsResource> run(List<V> values, Function<V, String> name, Function<V, XdsResource> make) {
    Map<String, Entry<V>> next = HashMap.newHashMap(values.size());
    boolean same = values.size() == entries.size();
    for (V value : values) {
      String key = name.apply(value);
      Entry<V> known = entries.get(key);
      if (known == null || !known.value.equals(value)) {
        known = new Entry<>(value, make.apply(value));
        same = false;
      }
      next.put(key, known);
    }
    if (same) {
      return last;
    }
    List<XdsResource> resources = new ArrayList<>(next.size());
    next.values().forEach(entry -> resources.add(entry.resource));
    resources.sort((a, b) -> a.name().compareTo(b.name()));
    entries = next;
    last = List.copyOf(resources);
    return last;
  }

  private record Entry<V>(V value, XdsResource resource) {}
}
