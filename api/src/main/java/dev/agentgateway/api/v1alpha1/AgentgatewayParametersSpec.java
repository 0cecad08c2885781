package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * Spec of {@link AgentgatewayParameters}. It is laid over the objects that proxies are made of.
 *
 * @param other every field as it was written
 */
public record AgentgatewayParametersSpec(
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {

  public AgentgatewayParametersSpec {
    other = Absent.toEmpty(other);
  }

  /** What is set and not built in this version, sorted by path. */
  @JsonIgnore
  public List<UnsupportedField> unsupportedFields() {
    return UnsupportedFields.of(this);
  }
}
