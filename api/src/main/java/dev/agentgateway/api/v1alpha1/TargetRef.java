package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An object that a policy applies to, in the policy's namespace.
 *
 * @param group API group; empty: core
 * @param sectionName a listener of a Gateway, a rule of a route, a port of a Service
 * @param port a port of a Gateway, 1 to 65535; not together with {@code sectionName}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TargetRef(
    String group, String kind, String name, @Nullable String sectionName, @Nullable Integer port) {}
