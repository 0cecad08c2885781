package dev.agentgateway.dataplane.config;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Optional;

/**
 * Which requests a route takes: all parts must match.
 *
 * @param path compared with the path without its query
 * @param method exact, case-sensitive; empty: any
 * @param headers all must match
 * @param query all must match; the first parameter of a name counts
 */
public record RouteMatch(
    PathMatch path, Optional<String> method, List<NamedMatch> headers, List<NamedMatch> query) {

  public RouteMatch {
    headers = List.copyOf(headers);
    query = List.copyOf(query);
  }

  /** How a path is compared. */
  public sealed interface PathMatch {
    /** The whole path. */
    record Exact(String path) implements PathMatch {}

    /** Whole segments: {@code /a} takes {@code /a} and {@code /a/b} but not {@code /ab}. */
    record SegmentPrefix(String prefix) implements PathMatch {}

    /** Characters: {@code /a} takes {@code /ab}. The empty prefix or {@code /} takes everything. */
    record Prefix(String prefix) implements PathMatch {}

    /** The whole path, in RE2 syntax. */
    record Regex(Pattern pattern) implements PathMatch {}
  }

  /** A header or query parameter and what its value must be; names of headers are lower case. */
  public record NamedMatch(String name, ValueMatch value, boolean inverted) {}

  /** What a value must be. */
  public sealed interface ValueMatch {
    /** Equal to. */
    record Exact(String value) implements ValueMatch {}

    /** The whole value, in RE2 syntax. */
    record Regex(Pattern pattern) implements ValueMatch {}

    /** There at all. */
    record Present() implements ValueMatch {}
  }
}
