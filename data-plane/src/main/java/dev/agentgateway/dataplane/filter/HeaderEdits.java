package dev.agentgateway.dataplane.filter;

import dev.agentgateway.dataplane.config.HeaderMutation;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Applies a {@link HeaderMutation}. Host is not among a head's fields and is left alone here. */
final class HeaderEdits {
  private static final int MAX_PREPARED = 4096;

  // Prepared once per name that configuration holds; names that a client sent never come here.
  private static final Map<String, HeaderName> PREPARED = new ConcurrentHashMap<>();

  private HeaderEdits() {}

  static void apply(HeaderMutation mutation, Headers headers) {
    if (mutation.isEmpty()) {
      return;
    }
    for (HeaderMutation.Field field : mutation.set()) {
      if (!field.name().equalsIgnoreCase("host")) {
        headers.set(prepared(field.name()), field.value());
      }
    }
    for (HeaderMutation.Field field : mutation.add()) {
      if (!field.name().equalsIgnoreCase("host")) {
        headers.add(field.name(), field.value());
      }
    }
    for (String name : mutation.remove()) {
      headers.remove(prepared(name));
    }
  }

  private static HeaderName prepared(String name) {
    HeaderName known = PREPARED.get(name);
    if (known != null) {
      return known;
    }
    if (PREPARED.size() >= MAX_PREPARED) {
      PREPARED.clear();
    }
    return PREPARED.computeIfAbsent(name, HeaderName::of);
  }
}
