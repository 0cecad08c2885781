package dev.agentgateway.controlplane.xds;

import dev.agentgateway.controlplane.ir.ActionIr.PathRewriteIr;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import java.util.Optional;

/**
 * Changes of a path as Gateway API's table for {@code ReplacePrefixMatch} asks, where Envoy's
 * prefix rewrite works on characters and not on segments.
 *
 * @see <a
 *     href="https://gateway-api.sigs.k8s.io/reference/api-spec/1.4/spec/#httppathmodifier">HTTPPathModifier</a>
 */
final class PathRewrites {
  private PathRewrites() {}

  static void forward(RouteAction.Builder action, PathRewriteIr rewrite) {
    switch (rewrite) {
      case PathRewriteIr.Keep() -> {}
      case PathRewriteIr.Full(String path) ->
          action.setRegexRewrite(substitute("^/.*$", path.replace("\\", "\\\\")));
      case PathRewriteIr.Prefix prefix -> {
        characters(prefix).ifPresent(action::setPrefixRewrite);
        segments(prefix).ifPresent(action::setRegexRewrite);
      }
    }
  }

  static void redirect(RedirectAction.Builder action, PathRewriteIr rewrite) {
    switch (rewrite) {
      case PathRewriteIr.Keep() -> {}
      case PathRewriteIr.Full(String path) -> action.setPathRedirect(path);
      case PathRewriteIr.Prefix prefix -> {
        characters(prefix).ifPresent(action::setPrefixRewrite);
        segments(prefix).ifPresent(action::setRegexRewrite);
      }
    }
  }

  /** A text as a regular expression that matches just it. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ("\\.+*?()|[]{}^$".indexOf(c) >= 0) {
        quoted.append('\\');
      }
      quoted.append(c);
    }
    return quoted.toString();
  }

  /** The replacement where replacing the prefix's characters gives the right path. */
  private static Optional<String> characters(PathRewriteIr.Prefix prefix) {
    String replacement = trimmed(prefix.replacement());
    if (replacement.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(prefix.matched().equals("/") ? replacement + "/" : replacement);
  }

  /**
   * The replacement of a whole prefix by the root: {@code /a/b} becomes {@code /b}, not {@code
   * //b}.
   */
  private static Optional<RegexMatchAndSubstitute> segments(PathRewriteIr.Prefix prefix) {
    if (!trimmed(prefix.replacement()).isEmpty() || prefix.matched().equals("/")) {
      return Optional.empty();
    }
    return Optional.of(substitute("^" + quote(prefix.matched()) + "/?", "/"));
  }

  private static RegexMatchAndSubstitute substitute(String regex, String substitution) {
    return RegexMatchAndSubstitute.newBuilder()
        .setPattern(RegexMatcher.newBuilder().setRegex(regex))
        .setSubstitution(substitution)
        .build();
  }

  private static String trimmed(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
