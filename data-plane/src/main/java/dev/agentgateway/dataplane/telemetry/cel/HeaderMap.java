package dev.agentgateway.dataplane.telemetry.cel;

import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Header fields as expressions see them: found in any case, a field that is there once is a string,
 * one that is there several times a list.
 */
final class HeaderMap extends AbstractMap<String, Object> {
  private final Headers headers;

  HeaderMap(Headers headers) {
    this.headers = headers;
  }

  @Override
  public @Nullable Object get(Object key) {
    if (!(key instanceof String text)) {
      return null;
    }
    HeaderName name = HeaderName.of(text);
    int slot = headers.find(name, 0);
    if (slot < 0) {
      return null;
    }
    int next = headers.find(name, slot + 1);
    if (next < 0) {
      return headers.value(slot);
    }
    List<String> values = new ArrayList<>();
    for (; slot >= 0; slot = headers.find(name, slot + 1)) {
      values.add(headers.value(slot));
    }
    return values;
  }

  @Override
  public boolean containsKey(Object key) {
    return key instanceof String text && headers.contains(HeaderName.of(text));
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    Map<String, Object> all = new LinkedHashMap<>();
    for (int slot = 0; slot < headers.slots(); slot++) {
      if (headers.isPresent(slot)) {
        String name = headers.name(slot).toLowerCase(Locale.ROOT);
        all.computeIfAbsent(name, this::get);
      }
    }
    return all.entrySet();
  }
}
