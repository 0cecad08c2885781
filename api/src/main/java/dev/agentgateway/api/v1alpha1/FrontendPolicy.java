package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code spec.frontend}: what happens where clients connect.
 *
 * @param other fields that this version does not know or has not built
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record FrontendPolicy(
    @Nullable Tracing tracing,
    @Nullable AccessLog accessLog,
    @Nullable FrontendMetrics metrics,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {

  public FrontendPolicy {
    other = Absent.toEmpty(other);
  }
}
