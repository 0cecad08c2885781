package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code spec.frontend.accessLog}: a line for every request.
 *
 * @param filter CEL that keeps a line; absent: keep
 * @param attributes changes to the fields of a line
 * @param other fields that this version does not know or has not built, {@code otlp} among them
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AccessLog(
    @Nullable String filter,
    Tracing.@Nullable Attributes attributes,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {
  public AccessLog {
    other = Absent.toEmpty(other);
  }
}
