package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A task of the sample agent at one moment.
 *
 * @param question what the agent asks; empty: nothing
 * @param answer the artifact's text; empty: there is none yet
 * @param history the client's messages as they were sent
 */
record A2aTask(
    String id,
    String contextId,
    State state,
    Instant since,
    String question,
    String answer,
    List<JsonNode> history) {

  /** Where a task is; named as in A2A 1.0. */
  enum State {
    SUBMITTED,
    WORKING,
    COMPLETED,
    FAILED,
    CANCELED,
    INPUT_REQUIRED,
    REJECTED;

    boolean isFinal() {
      return switch (this) {
        case COMPLETED, FAILED, CANCELED, REJECTED -> true;
        case SUBMITTED, WORKING, INPUT_REQUIRED -> false;
      };
    }
  }

  A2aTask {
    history = List.copyOf(history);
  }

  A2aTask in(State next) {
    return new A2aTask(id, contextId, next, Instant.now(), "", answer, history);
  }

  A2aTask asking(String what) {
    return new A2aTask(id, contextId, State.INPUT_REQUIRED, Instant.now(), what, answer, history);
  }

  A2aTask answering(String text) {
    return new A2aTask(id, contextId, state, since, question, text, history);
  }

  A2aTask told(JsonNode message) {
    List<JsonNode> all = new ArrayList<>(history);
    all.add(message);
    return new A2aTask(id, contextId, state, since, question, answer, all);
  }
}
