package dev.agentgateway.dataplane.filter;

import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.config.RouteMatch.PathMatch;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.Exchange;
import java.util.Locale;

/**
 * Where a redirect points.
 *
 * @see <a
 *     href="https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httprequestredirectfilter">
 *     HTTPRequestRedirectFilter</a>
 */
final class RedirectLocation {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private RedirectLocation() {}

  static String of(Exchange exchange, RouteAction.Redirect redirect) {
    String scheme =
        redirect.scheme().orElseGet(exchange.listener()::scheme).toLowerCase(Locale.ROOT);
    String host = redirect.host().orElseGet(() -> hostOf(exchange.originalAuthority()));
    StringBuilder location = new StringBuilder(64).append(scheme).append("://").append(host);
    int port = port(exchange, redirect, scheme);
    if (port != wellKnownPort(scheme)) {
      location.append(':').append(port);
    }
    String target = exchange.originalTarget();
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    location.append(PathRewriter.rewritePath(path, redirect.path(), pathMatch(exchange)));
    if (query >= 0 && !redirect.stripQuery()) {
      location.append(target, query, target.length());
    }
    return location.toString();
  }

  /** The port: the redirect's own, else that of the scheme it names, else the listener's. */
  private static int port(Exchange exchange, RouteAction.Redirect redirect, String scheme) {
    if (redirect.port().isPresent()) {
      return redirect.port().get();
    }
    if (redirect.scheme().isPresent() && wellKnownPort(scheme) > 0) {
      return wellKnownPort(scheme);
    }
    int configured = exchange.listener().addresses().getFirst().getPort();
    return configured != 0 ? configured : exchange.destination().getPort();
  }

  private static int wellKnownPort(String scheme) {
    return switch (scheme) {
      case "http" -> HTTP_PORT;
      case "https" -> HTTPS_PORT;
      default -> -1;
    };
  }

  private static PathMatch pathMatch(Exchange exchange) {
    ChosenRoute chosen = exchange.route();
    return chosen == null ? new PathMatch.SegmentPrefix("/") : chosen.route().match().path();
  }

  private static String hostOf(String authority) {
    int colon = authority.lastIndexOf(':');
    boolean insideBrackets = colon >= 0 && authority.indexOf(']', colon) >= 0;
    return colon < 0 || insideBrackets ? authority : authority.substring(0, colon);
  }
}
