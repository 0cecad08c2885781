package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * {@code spec.frontend.metrics}: more labels of request metrics.
 *
 * @param other fields that this version does not know
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record FrontendMetrics(
    Labels attributes, @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {
  public FrontendMetrics {
    attributes = Absent.to(attributes, new Labels(List.of()));
    other = Absent.toEmpty(other);
  }

  /**
   * Labels.
   *
   * @param add 1 to 16, of different names
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Labels(List<Tracing.NamedExpression> add) {
    public Labels {
      add = Absent.toEmpty(add);
    }
  }
}
