package dev.agentgateway.dataplane.xds.decode;

import com.google.re2j.Pattern;
import dev.agentgateway.dataplane.config.RouteMatch;
import dev.agentgateway.dataplane.config.RouteMatch.NamedMatch;
import dev.agentgateway.dataplane.config.RouteMatch.PathMatch;
import dev.agentgateway.dataplane.config.RouteMatch.ValueMatch;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An Envoy route match to {@link RouteMatch}. A part that is not understood refuses the resource:
 * left out, it would make the route take more requests than it should.
 */
final class MatchDecoder {

  private static final Set<String> UNDERSTOOD =
      Set.of(
          "prefix",
          "path",
          "safe_regex",
          "path_separated_prefix",
          "case_sensitive",
          "headers",
          "query_parameters");

  private final Findings findings;

  MatchDecoder(Findings findings) {
    this.findings = findings;
  }

  /** The match, or null with a problem. */
  @Nullable RouteMatch decode(io.envoyproxy.envoy.config.route.v3.RouteMatch match) {
    findings.refuseAllBut(match, UNDERSTOOD);
    if (match.hasCaseSensitive() && !match.getCaseSensitive().getValue()) {
      findings.problem("case_sensitive", "false (expected: true)");
    }
    PathMatch path = path(match);
    Optional<String> method = Optional.empty();
    List<NamedMatch> headers = new ArrayList<>();
    for (int i = 0; i < match.getHeadersCount(); i++) {
      HeaderMatcher matcher = match.getHeaders(i);
      try (Findings.Scope _ = findings.at("headers", i)) {
        if (matcher.getName().equals(":method") && method.isEmpty()) {
          method = method(matcher);
        } else {
          header(matcher).ifPresent(headers::add);
        }
      }
    }
    List<NamedMatch> query = new ArrayList<>();
    for (int i = 0; i < match.getQueryParametersCount(); i++) {
      try (Findings.Scope _ = findings.at("query_parameters", i)) {
        queryParameter(match.getQueryParameters(i)).ifPresent(query::add);
      }
    }
    return path == null ? null : new RouteMatch(path, method, headers, query);
  }

  private @Nullable PathMatch path(io.envoyproxy.envoy.config.route.v3.RouteMatch match) {
    return switch (match.getPathSpecifierCase()) {
      case PATH -> new PathMatch.Exact(match.getPath());
      case PREFIX -> new PathMatch.Prefix(match.getPrefix());
      case PATH_SEPARATED_PREFIX -> new PathMatch.SegmentPrefix(match.getPathSeparatedPrefix());
      case SAFE_REGEX -> {
        Pattern pattern =
            ProtoValues.pattern(match.getSafeRegex().getRegex(), 0, "safe_regex.regex", findings);
        yield pattern == null ? null : new PathMatch.Regex(pattern);
      }
      case CONNECT_MATCHER, PATH_MATCH_POLICY, PATHSPECIFIER_NOT_SET -> {
        findings.problem(
            "path_specifier",
            match.getPathSpecifierCase()
                + " (expected: path, path_separated_prefix, prefix or safe_regex)");
        yield null;
      }
    };
  }

  private Optional<String> method(HeaderMatcher matcher) {
    ValueMatch value = headerValue(matcher);
    if (value instanceof ValueMatch.Exact exact && !matcher.getInvertMatch()) {
      return Optional.of(exact.value());
    }
    findings.problem("", "a :method that is not exact (not supported)");
    return Optional.empty();
  }

  private Optional<NamedMatch> header(HeaderMatcher matcher) {
    findings.refuseAllBut(
        matcher,
        Set.of(
            "name",
            "string_match",
            "exact_match",
            "safe_regex_match",
            "present_match",
            "prefix_match",
            "suffix_match",
            "contains_match",
            "invert_match"));
    String name = matcher.getName().toLowerCase(Locale.ROOT);
    if (name.isEmpty() || name.startsWith(":")) {
      findings.problem("name", "'" + name + "' (expected: a header field or :method)");
      return Optional.empty();
    }
    ValueMatch value = headerValue(matcher);
    if (value == null) {
      return Optional.empty();
    }
    boolean asksForAbsence =
        matcher.getHeaderMatchSpecifierCase()
                == HeaderMatcher.HeaderMatchSpecifierCase.PRESENT_MATCH
            && !matcher.getPresentMatch();
    return Optional.of(new NamedMatch(name, value, matcher.getInvertMatch() != asksForAbsence));
  }

  /** The deprecated forms are read too: foreign management servers still write them. */
  @SuppressWarnings("deprecation")
  private @Nullable ValueMatch headerValue(HeaderMatcher matcher) {
    return switch (matcher.getHeaderMatchSpecifierCase()) {
      case STRING_MATCH -> stringMatch(matcher.getStringMatch());
      case EXACT_MATCH -> new ValueMatch.Exact(matcher.getExactMatch());
      case SAFE_REGEX_MATCH -> regex(matcher.getSafeRegexMatch().getRegex(), 0);
      case PREFIX_MATCH -> regex(Pattern.quote(matcher.getPrefixMatch()) + ".*", Pattern.DOTALL);
      case SUFFIX_MATCH -> regex(".*" + Pattern.quote(matcher.getSuffixMatch()), Pattern.DOTALL);
      case CONTAINS_MATCH ->
          regex(".*" + Pattern.quote(matcher.getContainsMatch()) + ".*", Pattern.DOTALL);
      case PRESENT_MATCH, HEADERMATCHSPECIFIER_NOT_SET -> new ValueMatch.Present();
      case RANGE_MATCH -> {
        findings.problem("range_match", "not supported");
        yield null;
      }
    };
  }

  private Optional<NamedMatch> queryParameter(QueryParameterMatcher matcher) {
    findings.refuseAllBut(matcher, Set.of("name", "string_match", "present_match"));
    return switch (matcher.getQueryParameterMatchSpecifierCase()) {
      case STRING_MATCH ->
          Optional.ofNullable(stringMatch(matcher.getStringMatch()))
              .map(value -> new NamedMatch(matcher.getName(), value, false));
      case PRESENT_MATCH ->
          Optional.of(
              new NamedMatch(
                  matcher.getName(), new ValueMatch.Present(), !matcher.getPresentMatch()));
      case QUERYPARAMETERMATCHSPECIFIER_NOT_SET ->
          Optional.of(new NamedMatch(matcher.getName(), new ValueMatch.Present(), false));
    };
  }

  private @Nullable ValueMatch stringMatch(StringMatcher matcher) {
    int flags = Pattern.DOTALL | (matcher.getIgnoreCase() ? Pattern.CASE_INSENSITIVE : 0);
    return switch (matcher.getMatchPatternCase()) {
      case EXACT ->
          matcher.getIgnoreCase()
              ? regex(Pattern.quote(matcher.getExact()), flags)
              : new ValueMatch.Exact(matcher.getExact());
      case PREFIX -> regex(Pattern.quote(matcher.getPrefix()) + ".*", flags);
      case SUFFIX -> regex(".*" + Pattern.quote(matcher.getSuffix()), flags);
      case CONTAINS -> regex(".*" + Pattern.quote(matcher.getContains()) + ".*", flags);
      case SAFE_REGEX -> regex(matcher.getSafeRegex().getRegex(), 0);
      case CUSTOM, MATCHPATTERN_NOT_SET -> {
        findings.problem("string_match", matcher.getMatchPatternCase() + " (not supported)");
        yield null;
      }
    };
  }

  private @Nullable ValueMatch regex(String regex, int flags) {
    Pattern pattern = ProtoValues.pattern(regex, flags, "string_match", findings);
    return pattern == null ? null : new ValueMatch.Regex(pattern);
  }
}
