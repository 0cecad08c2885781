package dev.agentgateway.controlplane.ir;

import java.util.List;
import java.util.Optional;

/** Which requests a route takes: all parts must match. Regular expressions are RE2. */
public record MatchIr(
    PathIr path, Optional<String> method, List<NamedMatchIr> headers, List<NamedMatchIr> query) {

  public MatchIr {
    headers = List.copyOf(headers);
    query = List.copyOf(query);
  }

  /** How a path is compared. */
  public sealed interface PathIr {
    /** The whole path. */
    record Exact(String path) implements PathIr {}

    /** Whole segments, without a trailing slash; {@code /} takes everything. */
    record Prefix(String prefix) implements PathIr {}

    /** The whole path. */
    record Regex(String regex) implements PathIr {}
  }

  /** A header (lower-case name) or query parameter and what it must be. */
  public record NamedMatchIr(String name, ValueIr value) {}

  /** What a value must be. */
  public sealed interface ValueIr {
    /** Equal to. */
    record Exact(String value) implements ValueIr {}

    /** The whole value. */
    record Regex(String regex) implements ValueIr {}
  }
}
