package dev.agentgateway.controlplane.translation.route;

import dev.agentgateway.controlplane.ir.MatchIr;
import dev.agentgateway.controlplane.ir.MatchIr.PathIr;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gateway API's order of matches as strings: in byte order, the match that wins comes first.
 *
 * <p>A key has these fields, one space between them. A space sorts before everything that a field
 * can hold, so a field never reaches into the next one.
 *
 * <pre>
 * 2 65531 1 99 98 2026-01-01T00:00:00Z demo chat 000 000
 * | |     | |  |  |                    |    |    |   index of the match
 * | |     | |  |  |                    |    |    index of the rule
 * | |     | |  |  |                    namespace and name of the HTTPRoute
 * | |     | |  |  creationTimestamp, ~ where there is none
 * | |     | |  99 minus the number of query parameters
 * | |     | 99 minus the number of headers
 * | |     0 with a method, 1 without
 * | 65535 minus the length of the path, 00000 for exact ones
 * 0 exact, 1 regular expression, 2 prefix
 * </pre>
 *
 * @see <a href="https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule">HTTPRouteRule</a>
 */
final class Precedence {

  private static final int LONGEST_PATH = 65_535;
  private static final int MOST_FIELDS = 99;

  private final String route;

  /**
   * @param creationTimestamp RFC 3339 in UTC with whole seconds, as Kubernetes writes it
   */
  Precedence(@Nullable String creationTimestamp, String namespace, String name) {
    this.route = Objects.requireNonNullElse(creationTimestamp, "~") + " " + namespace + " " + name;
  }

  String key(MatchIr match, int rule, int index) {
    StringBuilder key = new StringBuilder(route.length() + 32);
    switch (match.path()) {
      case PathIr.Exact _ -> key.append("0 00000");
      case PathIr.Regex(String regex) -> appendLength(key.append("1 "), regex);
      case PathIr.Prefix(String prefix) -> appendLength(key.append("2 "), prefix);
    }
    key.append(match.method().isPresent() ? " 0 " : " 1 ");
    appendNumber(key, MOST_FIELDS - Math.min(MOST_FIELDS, match.headers().size()), 2).append(' ');
    appendNumber(key, MOST_FIELDS - Math.min(MOST_FIELDS, match.query().size()), 2).append(' ');
    key.append(route).append(' ');
    appendNumber(key, rule, 3).append(' ');
    return appendNumber(key, index, 3).toString();
  }

  private static void appendLength(StringBuilder key, String path) {
    appendNumber(key, LONGEST_PATH - Math.min(LONGEST_PATH, path.length()), 5);
  }

  private static StringBuilder appendNumber(StringBuilder key, int number, int width) {
    String digits = Integer.toString(number);
    return key.repeat('0', width - digits.length()).append(digits);
  }
}
