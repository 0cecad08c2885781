package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that a backend is given. Its text form never shows the key.
 *
 * @param key the credential itself
 * @param secretRef a Secret of the policy's namespace that holds it
 * @param passthrough what the client sent goes on as it came
 * @param location where it is put; absent: where the backend's kind has it, {@code authorization:
 *     Bearer KEY} for most
 * @param other fields that this version does not know or has not built
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BackendAuth(
    @Nullable String key,
    @Nullable SecretRef secretRef,
    @Nullable Passthrough passthrough,
    @Nullable Location location,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {

  public BackendAuth {
    other = Absent.toEmpty(other);
  }

  @Override
  public String toString() {
    return "BackendAuth[key=%s, secretRef=%s, passthrough=%s, location=%s, other=%s]"
        .formatted(
            key == null ? null : "***", secretRef, passthrough != null, location, other.keySet());
  }

  /**
   * A Secret.
   *
   * @param key the entry of the Secret; absent: {@code Authorization}
   * @param group absent: core
   * @param kind absent: Secret
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SecretRef(
      String name, @Nullable String key, @Nullable String group, @Nullable String kind) {}

  /** The client's own credential. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Passthrough(@JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {
    public Passthrough {
      other = Absent.toEmpty(other);
    }
  }

  /**
   * Where a credential is put.
   *
   * @param other {@code queryParameter} or {@code cookie}, not built in this version
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Location(
      @Nullable Header header, @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {
    public Location {
      other = Absent.toEmpty(other);
    }
  }

  /**
   * A request header.
   *
   * @param prefix written before the credential; absent: nothing
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Header(String name, @Nullable String prefix) {}
}
