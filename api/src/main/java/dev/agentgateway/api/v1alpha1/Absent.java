package dev.agentgateway.api.v1alpha1;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values for what a document leaves out. */
final class Absent {

  private Absent() {}

  static <T> List<T> toEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  static <V> Map<String, V> toEmpty(@Nullable Map<String, V> map) {
    return map == null ? Map.of() : Map.copyOf(map);
  }

  static <T> T to(@Nullable T value, T byDefault) {
    return value == null ? byDefault : value;
  }
}
