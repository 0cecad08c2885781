package dev.agentgateway.controlplane.xds;

import dev.agentgateway.controlplane.ir.MatchIr;
import dev.agentgateway.controlplane.ir.MatchIr.NamedMatchIr;
import dev.agentgateway.controlplane.ir.MatchIr.PathIr;
import dev.agentgateway.controlplane.ir.MatchIr.ValueIr;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;

/** Matches. */
final class MatchEncoder {
  private MatchEncoder() {}

  static RouteMatch match(MatchIr match, RouteEncoder.Form form) {
    RouteMatch.Builder builder = RouteMatch.newBuilder();
    switch (match.path()) {
      case PathIr.Exact(String path) -> builder.setPath(path);
      case PathIr.Prefix(String prefix) -> prefix(builder, prefix, form);
      case PathIr.Regex(String regex) -> builder.setSafeRegex(regex(regex));
    }
    match
        .method()
        .ifPresent(
            method ->
                builder.addHeaders(
                    HeaderMatcher.newBuilder()
                        .setName(":method")
                        .setStringMatch(StringMatcher.newBuilder().setExact(method))));
    for (NamedMatchIr header : match.headers()) {
      builder.addHeaders(
          HeaderMatcher.newBuilder().setName(header.name()).setStringMatch(value(header.value())));
    }
    for (NamedMatchIr parameter : match.query()) {
      builder.addQueryParameters(
          QueryParameterMatcher.newBuilder()
              .setName(parameter.name())
              .setStringMatch(value(parameter.value())));
    }
    return builder.build();
  }

  private static void prefix(RouteMatch.Builder builder, String prefix, RouteEncoder.Form form) {
    if (prefix.equals("/") || prefix.isEmpty()) {
      builder.setPrefix("/");
      return;
    }
    switch (form) {
      case AGENTGATEWAY, ENVOY -> builder.setPathSeparatedPrefix(prefix);
      case GRPC -> builder.setSafeRegex(regex(PathRewrites.quote(prefix) + "(/.*)?"));
    }
  }

  private static StringMatcher value(ValueIr value) {
    return switch (value) {
      case ValueIr.Exact(String text) -> StringMatcher.newBuilder().setExact(text).build();
      case ValueIr.Regex(String regex) ->
          StringMatcher.newBuilder().setSafeRegex(regex(regex)).build();
    };
  }

  private static RegexMatcher regex(String regex) {
    return RegexMatcher.newBuilder().setRegex(regex).build();
  }
}
