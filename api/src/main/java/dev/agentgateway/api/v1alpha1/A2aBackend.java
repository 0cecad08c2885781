package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * {@code spec.a2a} of a backend: an agent.
 *
 * @param port 1 to 65535
 * @param other fields that this version does not know
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record A2aBackend(
    String host, int port, @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {
  public A2aBackend {
    other = Absent.toEmpty(other);
  }
}
