package dev.agentgateway.controlplane.translation.route;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.agentgateway.controlplane.ir.MatchIr;
import dev.agentgateway.controlplane.ir.MatchIr.NamedMatchIr;
import dev.agentgateway.controlplane.ir.MatchIr.PathIr;
import dev.agentgateway.controlplane.ir.MatchIr.ValueIr;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPHeaderMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPPathMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPQueryParamMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteMatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one {@code matches[]} entry, noting what it cannot mean. */
final class Matches {

  private static final MatchIr EVERYTHING =
      new MatchIr(new PathIr.Prefix("/"), Optional.empty(), List.of(), List.of());

  private final List<Finding> findings = new ArrayList<>();

  /** What stands for an empty {@code matches}. */
  static MatchIr everything() {
    return EVERYTHING;
  }

  /** {@code http.route} of spans. */
  static String pattern(PathIr path) {
    return switch (path) {
      case PathIr.Exact(String exact) -> exact;
      case PathIr.Regex(String regex) -> regex;
      case PathIr.Prefix(String prefix) -> prefix.equals("/") ? "/*" : prefix + "/*";
    };
  }

  /** The match, empty where it can take no request because of a finding. */
  Optional<MatchIr> read(HTTPRouteMatch match) {
    int before = findings.size();
    MatchIr read =
        new MatchIr(
            path(match.getPath()),
            Optional.ofNullable(match.getMethod()),
            headers(match.getHeaders()),
            query(match.getQueryParams()));
    return findings.size() == before ? Optional.of(read) : Optional.empty();
  }

  List<Finding> findings() {
    return findings;
  }

  private PathIr path(@Nullable HTTPPathMatch path) {
    if (path == null) {
      return EVERYTHING.path();
    }
    String value = Objects.requireNonNullElse(path.getValue(), "/");
    String type = Objects.requireNonNullElse(path.getType(), "PathPrefix");
    return switch (type) {
      case "Exact" -> new PathIr.Exact(value);
      case "PathPrefix" -> new PathIr.Prefix(withoutTrailingSlash(value));
      case "RegularExpression" -> new PathIr.Regex(checked("path", value));
      default -> {
        findings.add(Finding.unsupported("path match type " + type + " is not known"));
        yield EVERYTHING.path();
      }
    };
  }

  private List<NamedMatchIr> headers(@Nullable List<HTTPHeaderMatch> headers) {
    Map<String, NamedMatchIr> first = new LinkedHashMap<>();
    for (HTTPHeaderMatch header : headers == null ? List.<HTTPHeaderMatch>of() : headers) {
      String name = header.getName().toLowerCase(Locale.ROOT);
      first.putIfAbsent(
          name,
          new NamedMatchIr(name, value("header " + name, header.getType(), header.getValue())));
    }
    return List.copyOf(first.values());
  }

  private List<NamedMatchIr> query(@Nullable List<HTTPQueryParamMatch> parameters) {
    Map<String, NamedMatchIr> first = new LinkedHashMap<>();
    for (HTTPQueryParamMatch parameter :
        parameters == null ? List.<HTTPQueryParamMatch>of() : parameters) {
      String name = parameter.getName();
      first.putIfAbsent(
          name,
          new NamedMatchIr(
              name, value("query parameter " + name, parameter.getType(), parameter.getValue())));
    }
    return List.copyOf(first.values());
  }

  private ValueIr value(String where, @Nullable String type, String value) {
    return switch (Objects.requireNonNullElse(type, "Exact")) {
      case "Exact" -> new ValueIr.Exact(value);
      case "RegularExpression" -> new ValueIr.Regex(checked(where, value));
      default -> {
        findings.add(Finding.unsupported(where + ": match type " + type + " is not known"));
        yield new ValueIr.Exact(value);
      }
    };
  }

  private String checked(String where, String regex) {
    try {
      Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      findings.add(
          Finding.unsupported(
              where + ": " + regex + " is not an RE2 regular expression: " + e.getDescription()));
    }
    return regex;
  }

  private static String withoutTrailingSlash(String prefix) {
    int end = prefix.length();
    while (end > 1 && prefix.charAt(end - 1) == '/') {
      end--;
    }
    return prefix.substring(0, end);
  }
}
