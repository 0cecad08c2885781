package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code spec.backend} of a policy and {@code spec.policies} of a backend: how a backend is spoken
 * to.
 *
 * @param ai of a backend that is an LLM
 * @param other fields that this version does not know or has not built
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BackendPolicy(
    @Nullable BackendTls tls,
    @Nullable BackendAuth auth,
    @Nullable AiPolicy ai,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {

  public BackendPolicy {
    other = Absent.toEmpty(other);
  }
}
