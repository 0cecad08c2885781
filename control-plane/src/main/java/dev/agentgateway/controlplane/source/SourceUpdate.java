package dev.agentgateway.controlplane.source;

import dev.agentgateway.controlplane.state.DesiredState;
import java.util.List;
import java.util.Optional;

/**
 * What a source knows at one instant.
 *
 * @param state the last good version of every object
 * @param problems sorted by file and line
 * @param synced whether everything was read once; before that the state must not be served
 * @param unavailable why the source cannot be read now; the state is then the last one read
 */
public record SourceUpdate(
    DesiredState state,
    List<SourceProblem> problems,
    boolean synced,
    Optional<String> unavailable) {

  public SourceUpdate {
    problems = List.copyOf(problems);
  }
}
