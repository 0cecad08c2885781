package dev.agentgateway.dataplane.filter;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.agentgateway.dataplane.config.RouteAction.PathRewrite;
import dev.agentgateway.dataplane.config.RouteMatch.PathMatch;

/**
 * Rewrites paths; the query always stays.
 *
 * @see <a
 *     href="https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httppathmodifier">HTTPPathModifier</a>
 */
final class PathRewriter {
  private PathRewriter() {}

  /** Rewrites the path of a target (path and query). */
  static String rewriteTarget(String target, PathRewrite rewrite, PathMatch match) {
    int query = target.indexOf('?');
    if (query < 0) {
      return rewritePath(target, rewrite, match);
    }
    return rewritePath(target.substring(0, query), rewrite, match) + target.substring(query);
  }

  /**
   * Rewrites a path without query.
   *
   * @param match how the route compares paths: a prefix of whole segments is replaced segment by
   *     segment, a prefix of characters is replaced as it stands
   */
  static String rewritePath(String path, PathRewrite rewrite, PathMatch match) {
    return switch (rewrite) {
      case PathRewrite.Keep() -> path;
      case PathRewrite.Full(String full) -> full.isEmpty() ? "/" : full;
      case PathRewrite.Prefix(String matched, String replacement) ->
          replacesCharacters(match)
              ? replaceCharacters(path, matched, replacement)
              : replaceSegments(path, matched, replacement);
      case PathRewrite.Regex(Pattern pattern, String substitution) ->
          replaceAll(path, pattern, substitution);
    };
  }

  private static boolean replacesCharacters(PathMatch match) {
    return match instanceof PathMatch.Prefix(String prefix)
        && !prefix.isEmpty()
        && !prefix.equals("/");
  }

  private static String replaceCharacters(String path, String matched, String replacement) {
    if (!path.startsWith(matched)) {
      return path;
    }
    String rewritten = replacement + path.substring(matched.length());
    return rewritten.isEmpty() ? "/" : rewritten;
  }

  private static String replaceSegments(String path, String matched, String replacement) {
    String prefix = withoutTrailingSlash(matched);
    if (!path.startsWith(prefix)) {
      return path;
    }
    String rest = path.substring(prefix.length());
    if (!rest.isEmpty() && rest.charAt(0) != '/') {
      return path;
    }
    String rewritten = rest.isEmpty() ? replacement : withoutTrailingSlash(replacement) + rest;
    return rewritten.isEmpty() ? "/" : rewritten;
  }

  private static String replaceAll(String path, Pattern pattern, String substitution) {
    Matcher matcher = pattern.matcher(path);
    StringBuilder out = new StringBuilder(path.length() + substitution.length());
    int copied = 0;
    while (matcher.find()) {
      out.append(path, copied, matcher.start());
      appendSubstitution(out, matcher, substitution);
      copied = matcher.end();
    }
    out.append(path, copied, path.length());
    return out.isEmpty() ? "/" : out.toString();
  }

  // \0 is the whole match, \1 to \9 its groups, \\ a backslash: RE2::Rewrite.
  private static void appendSubstitution(StringBuilder out, Matcher matcher, String substitution) {
    for (int i = 0; i < substitution.length(); i++) {
      char c = substitution.charAt(i);
      if (c != '\\' || i + 1 == substitution.length()) {
        out.append(c);
        continue;
      }
      char next = substitution.charAt(++i);
      if (next >= '0' && next <= '9') {
        int group = next - '0';
        String value = group <= matcher.groupCount() ? matcher.group(group) : null;
        if (value != null) {
          out.append(value);
        }
      } else {
        out.append(next);
      }
    }
  }

  private static String withoutTrailingSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
