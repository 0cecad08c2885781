package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards a backend. An empty object asks for TLS with the system's trust.
 *
 * @param caCertificateRefs at most one, holding {@code ca.crt}; empty: the system's trust
 * @param insecureSkipVerify absent: everything is verified
 * @param sni server name to ask for and to verify; absent: the host's
 * @param alpnProtocols 1 to 16; empty: the protocol's own
 * @param other fields that this version does not know or has not built
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BackendTls(
    List<CaCertificateRef> caCertificateRefs,
    @Nullable InsecureSkipVerify insecureSkipVerify,
    @Nullable String sni,
    List<String> alpnProtocols,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {

  public BackendTls {
    caCertificateRefs = Absent.toEmpty(caCertificateRefs);
    alpnProtocols = Absent.toEmpty(alpnProtocols);
    other = Absent.toEmpty(other);
  }

  /** What is not verified. */
  public enum InsecureSkipVerify {
    All,
    Hostname
  }

  /**
   * An object of the policy's namespace with the key {@code ca.crt}.
   *
   * @param kind {@code ConfigMap}, the default, or {@code Secret}
   */
  public record CaCertificateRef(String kind, String name) {
    public CaCertificateRef {
      kind = Absent.to(kind, "ConfigMap");
    }
  }
}
