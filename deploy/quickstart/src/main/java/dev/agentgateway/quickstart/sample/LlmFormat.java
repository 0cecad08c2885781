package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** How one API of a model provider writes prompts and answers. */
interface LlmFormat {

  /** Why a request cannot be answered; empty: it can. */
  Optional<String> mistake(JsonNode request);

  Prompt prompt(JsonNode request);

  /** The answer as one object. */
  ObjectNode whole(JsonNode request, ModelTurn turn);

  /** The answer in pieces. */
  List<ServerEvent> events(JsonNode request, ModelTurn turn);

  ObjectNode error(int status, String message);

  /**
   * One event of a stream.
   *
   * @param name empty: it has none
   */
  record ServerEvent(String name, String data) {
    static ServerEvent of(JsonNode data) {
      return new ServerEvent("", Json.text(data));
    }

    /** An event that is named by its data's {@code type}. */
    static ServerEvent typed(JsonNode data) {
      return new ServerEvent(data.path("type").asText(), Json.text(data));
    }
  }
}
