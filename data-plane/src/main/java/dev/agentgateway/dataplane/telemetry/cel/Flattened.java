package dev.agentgateway.dataplane.telemetry.cel;

import dev.cel.common.values.CelByteString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A list or map that becomes several attributes, {@code NAME.KEY} or {@code NAME.INDEX}.
 *
 * @param value what to spread; anything but a list or map stays one attribute
 * @param deep whether nested lists and maps are spread too
 */
public record Flattened(Object value, boolean deep) {
  private static final int MAX_ATTRIBUTES = 128;

  /** Attributes by name, in order; at most 128. */
  public Map<String, Object> attributes(String name) {
    Map<String, Object> all = new LinkedHashMap<>();
    spread(all, name, value, true);
    return all;
  }

  private void spread(Map<String, Object> all, String name, Object at, boolean spreads) {
    if (all.size() >= MAX_ATTRIBUTES) {
      return;
    }
    if (spreads && at instanceof Map<?, ?> map) {
      map.forEach((key, element) -> spread(all, name + "." + key, element, deep));
    } else if (spreads && at instanceof List<?> list && !(at instanceof CelByteString)) {
      for (int i = 0; i < list.size(); i++) {
        spread(all, name + "." + i, list.get(i), deep);
      }
    } else if (!CelValues.isNull(at)) {
      all.put(name, at);
    }
  }
}
