package dev.agentgateway.controlplane.web;

import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that a foreign page made a browser send: their Host or Origin is neither
 * loopback, nor the address that the request came to, nor one of the names we were told.
 */
final class HostGuard {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /** Refuses nobody: for what no browser need be kept from. */
  static final HostGuard NONE = new HostGuard(Set.of(), true);

  private final Set<String> names;
  private final boolean open;

  HostGuard(Set<String> names) {
    this(names, false);
  }

  private HostGuard(Set<String> names, boolean open) {
    this.names = names;
    this.open = open;
  }

  /** Why a request is refused; empty where it is not. */
  Optional<String> refusal(HttpExchange exchange) {
    if (open) {
      return Optional.empty();
    }
    String own = exchange.getLocalAddress().getAddress().getHostAddress();
    String host = exchange.getRequestHeaders().getFirst("Host");
    if (host == null || !isOurs(hostOf("http://" + host), own)) {
      return Optional.of(
          "Host: " + host + " (expected: localhost, this address, or a name given at the start)");
    }
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    if (origin != null && !isOurs(hostOf(origin), own)) {
      return Optional.of("Origin: " + origin + " (expected: none, or this dashboard's own)");
    }
    return Optional.empty();
  }

  private boolean isOurs(@Nullable String host, String own) {
    if (host == null) {
      return false;
    }
    String name = host.toLowerCase(Locale.ROOT);
    return LOOPBACK.contains(name)
        || names.contains(name)
        || name.equals(own)
        || name.equals("[" + own + "]");
  }

  private static @Nullable String hostOf(String url) {
    try {
      return URI.create(url).getHost();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
