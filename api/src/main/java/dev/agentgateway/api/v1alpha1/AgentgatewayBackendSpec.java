package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spec of an {@link AgentgatewayBackend}: exactly one of the kinds, and how it is spoken to.
 *
 * @param staticBackend {@code static}: a host
 * @param ai an LLM
 * @param mcp MCP servers
 * @param a2a an agent
 * @param aws an AWS agent runtime; not built in this version
 * @param dynamicForwardProxy the host that the request names; not built in this version
 * @param policies how it is spoken to
 * @param other fields that this version does not know
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AgentgatewayBackendSpec(
    @JsonProperty("static") @Nullable StaticBackend staticBackend,
    @Nullable AiBackend ai,
    @Nullable McpBackend mcp,
    @Nullable A2aBackend a2a,
    @Nullable JsonNode aws,
    @Nullable JsonNode dynamicForwardProxy,
    @Nullable BackendPolicy policies,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {

  public AgentgatewayBackendSpec {
    other = Absent.toEmpty(other);
  }

  /** What is set and not built in this version, sorted by path. */
  @JsonIgnore
  public List<UnsupportedField> unsupportedFields() {
    return UnsupportedFields.of(this);
  }

  /**
   * A host.
   *
   * @param host DNS name or IP address
   * @param port 1 to 65535
   * @param unixPath path of a socket; not built in this version
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record StaticBackend(
      @Nullable String host, @Nullable Integer port, @Nullable String unixPath) {}
}
