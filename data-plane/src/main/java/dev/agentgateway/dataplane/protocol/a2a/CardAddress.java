package dev.agentgateway.dataplane.protocol.a2a;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where a client reached an agent, and so where the agent's card must say that it is.
 *
 * @param scheme of the client's request, {@code http} or {@code https}
 * @param authority host and port that the client named
 * @param routePrefix path prefix that the route took away, whole segments; empty: the path was kept
 * @param upstreamPrefix path prefix that the route put in its place; empty or {@code /}: none
 */
public record CardAddress(
    String scheme, String authority, String routePrefix, String upstreamPrefix) {

  public CardAddress {
    routePrefix = withoutTrailingSlash(routePrefix);
    upstreamPrefix = withoutTrailingSlash(upstreamPrefix);
  }

  /** The client's URL for a URL of the agent; empty where it is not one of HTTP. */
  Optional<String> of(String url) {
    URI parsed;
    try {
      parsed = new URI(url);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
    String agentScheme = parsed.getScheme();
    boolean isHttp = "http".equalsIgnoreCase(agentScheme) || "https".equalsIgnoreCase(agentScheme);
    if (!isHttp || parsed.getRawAuthority() == null) {
      return Optional.empty();
    }
    StringBuilder address = new StringBuilder(url.length() + 32);
    address.append(scheme).append("://").append(authority).append(path(parsed.getRawPath()));
    if (parsed.getRawQuery() != null) {
      address.append('?').append(parsed.getRawQuery());
    }
    if (parsed.getRawFragment() != null) {
      address.append('#').append(parsed.getRawFragment());
    }
    return Optional.of(address.toString());
  }

  /** Undoes the route's rewrite, segment by segment; a path that it cannot have made stays. */
  private String path(String agentPath) {
    if (!agentPath.startsWith(upstreamPrefix)) {
      return agentPath;
    }
    String rest = agentPath.substring(upstreamPrefix.length());
    return rest.isEmpty() || rest.charAt(0) == '/' ? routePrefix + rest : agentPath;
  }

  private static String withoutTrailingSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
