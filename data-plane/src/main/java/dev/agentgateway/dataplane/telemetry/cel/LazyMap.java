package dev.agentgateway.dataplane.telemetry.cel;

import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A map whose values are looked up when they are asked for. A null value means no such key. */
final class LazyMap extends AbstractMap<String, Object> {
  private final List<String> names;
  private final Function<String, @Nullable Object> values;

  LazyMap(List<String> names, Function<String, @Nullable Object> values) {
    this.names = names;
    this.values = values;
  }

  @Override
  public @Nullable Object get(Object key) {
    return key instanceof String name ? values.apply(name) : null;
  }

  @Override
  public boolean containsKey(Object key) {
    return get(key) != null;
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    Map<String, Object> all = new LinkedHashMap<>();
    for (String name : names) {
      Object value = values.apply(name);
      if (value != null) {
        all.put(name, value);
      }
    }
    return all.entrySet();
  }
}
