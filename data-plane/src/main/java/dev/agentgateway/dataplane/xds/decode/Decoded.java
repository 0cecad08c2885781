package dev.agentgateway.dataplane.xds.decode;

import java.util.List;

/** What became of a resource's bytes. */
public sealed interface Decoded<T> {

  /**
   * It can be served.
   *
   * @param ignored paths of fields and names of filters that were left out
   */
  record Valid<T>(T value, List<String> ignored) implements Decoded<T> {
    public Valid {
      ignored = List.copyOf(ignored);
    }
  }

  /**
   * It cannot be served.
   *
   * @param problems PATH: VALUE (expected: …), never empty
   */
  record Invalid<T>(List<String> problems) implements Decoded<T> {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
