package dev.agentgateway.controlplane.translation.backend;

import java.util.List;

/**
 * What an AgentgatewayBackend is.
 *
 * @param notes what of it is left out; sentences
 */
record Outcome(Resolution resolution, List<String> notes) {
  Outcome {
    notes = List.copyOf(notes);
  }

  static Outcome of(Resolution resolution) {
    return new Outcome(resolution, List.of());
  }

  static Outcome missing(String reason, String message) {
    return of(new Resolution.Missing(reason, message));
  }
}
