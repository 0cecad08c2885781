package dev.agentgateway.dataplane.route;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values by domain: host names, {@code *.suffix} and {@code *}. A suffix takes names with one or
 * more labels before it, never the suffix alone.
 */
final class Domains<V> {
  private final RangeMap<V> exact;
  private final RangeMap<V> suffixes;
  private final boolean hasSuffixes;
  private final @Nullable V any;

  Domains(Map<String, V> values) {
    Map<String, V> names = new HashMap<>();
    Map<String, V> endings = new HashMap<>();
    values.forEach(
        (domain, value) -> {
          if (domain.startsWith("*.")) {
            endings.put(domain.substring(1), value);
          } else if (!domain.equals("*")) {
            names.put(domain, value);
          }
        });
    exact = new RangeMap<>(names);
    suffixes = new RangeMap<>(endings);
    hasSuffixes = !endings.isEmpty();
    any = values.get("*");
  }

  /** The value of the most specific domain that takes the host, or null. */
  @Nullable V mostSpecific(String authority, int hostEnd) {
    V value = exact(authority, hostEnd);
    for (int dot = nextLabel(authority, 0, hostEnd);
        value == null && dot > 0;
        dot = nextLabel(authority, dot, hostEnd)) {
      value = suffix(authority, dot, hostEnd);
    }
    return value != null ? value : any;
  }

  /** The value of the host's own name, or null. */
  @Nullable V exact(String authority, int hostEnd) {
    return exact.findIgnoringCase(authority, 0, hostEnd);
  }

  /** The value of {@code *} and what follows {@code dot}, or null. */
  @Nullable V suffix(String authority, int dot, int hostEnd) {
    return suffixes.findIgnoringCase(authority, dot, hostEnd);
  }

  /** The value of {@code *}, or null. */
  @Nullable V any() {
    return any;
  }

  /** The next dot after {@code from} where a suffix may begin, or -1. */
  int nextLabel(String authority, int from, int hostEnd) {
    if (!hasSuffixes) {
      return -1;
    }
    int dot = authority.indexOf('.', from + 1);
    return dot < hostEnd ? dot : -1;
  }

  /** Where the host of an authority ends and its port, if any, begins. */
  static int hostEnd(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon < 0 || authority.indexOf(']', colon) >= 0 ? authority.length() : colon;
  }
}
