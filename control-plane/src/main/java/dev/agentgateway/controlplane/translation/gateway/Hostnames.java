package dev.agentgateway.controlplane.translation.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic of Gateway API hostnames: {@code *} takes every host, {@code *.suffix} every host with
 * at least one more label, anything else itself. All are lower case.
 */
public final class Hostnames {

  /** Every host. */
  public static final String ANY = "*";

  private Hostnames() {}

  /** The hostname of a listener or route as written; absent or empty means every host. */
  public static String normalise(@Nullable String hostname) {
    return hostname == null || hostname.isEmpty() ? ANY : hostname.toLowerCase(Locale.ROOT);
  }

  /** Whether every host that {@code narrow} takes is also taken by {@code wide}. */
  public static boolean covers(String wide, String narrow) {
    if (wide.equals(ANY) || wide.equals(narrow)) {
      return true;
    }
    if (!wide.startsWith("*.") || narrow.equals(ANY)) {
      return false;
    }
    String suffix = wide.substring(1);
    String host = narrow.startsWith("*.") ? narrow.substring(1) : narrow;
    return host.length() > suffix.length() && host.endsWith(suffix);
  }

  /** What both take; empty where they share no host. */
  public static Optional<String> intersect(String one, String other) {
    if (covers(one, other)) {
      return Optional.of(other);
    }
    return covers(other, one) ? Optional.of(one) : Optional.empty();
  }

  /**
   * Hostnames that a route serves on a listener.
   *
   * @param listener the listener's hostname
   * @param route the route's hostnames; empty: every host
   */
  public static List<String> intersect(String listener, Collection<String> route) {
    if (route.isEmpty()) {
      return List.of(listener);
    }
    Set<String> hosts = new LinkedHashSet<>();
    for (String host : route) {
      intersect(listener, normalise(host)).ifPresent(hosts::add);
    }
    return List.copyOf(hosts);
  }

  /**
   * Leaves out the hosts that a more specific listener of the port owns.
   *
   * @param hosts what a route serves on {@code listener}, all covered by it
   * @param listener hostname of that listener
   * @param others hostnames of the other valid listeners of the port
   */
  public static List<String> isolate(
      List<String> hosts, String listener, Collection<String> others) {
    List<String> kept = new ArrayList<>(hosts.size());
    for (String host : hosts) {
      boolean owned = true;
      for (String other : others) {
        if (!other.equals(listener) && covers(listener, other) && covers(other, host)) {
          owned = false;
        }
      }
      if (owned) {
        kept.add(host);
      }
    }
    return kept;
  }
}
