package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A backend that a policy names.
 *
 * @param group API group; default empty: core
 * @param kind default {@code Service}
 * @param namespace absent: the policy's
 * @param port 1 to 65535; required for a Service
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackendRef(
    String group, String kind, String name, @Nullable String namespace, @Nullable Integer port) {

  public BackendRef {
    group = Absent.to(group, "");
    kind = Absent.to(kind, "Service");
  }
}
