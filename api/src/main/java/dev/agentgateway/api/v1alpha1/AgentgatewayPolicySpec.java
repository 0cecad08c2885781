package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spec of an {@link AgentgatewayPolicy}.
 *
 * @param targetRefs objects it applies to, by name; 1 to 16 unless there are selectors
 * @param targetSelectors objects it applies to, by label; 1 to 16 unless there are references
 * @param traffic policies of requests; none of them works in this version
 * @param strategy inheritance of traffic policies
 * @param other fields that this version does not know
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AgentgatewayPolicySpec(
    List<TargetRef> targetRefs,
    List<TargetSelector> targetSelectors,
    @Nullable FrontendPolicy frontend,
    @Nullable BackendPolicy backend,
    @Nullable JsonNode traffic,
    @Nullable JsonNode strategy,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {

  public AgentgatewayPolicySpec {
    targetRefs = Absent.toEmpty(targetRefs);
    targetSelectors = Absent.toEmpty(targetSelectors);
    other = Absent.toEmpty(other);
  }

  /** What is set and not built in this version, sorted by path. */
  @JsonIgnore
  public List<UnsupportedField> unsupportedFields() {
    return UnsupportedFields.of(this);
  }
}
