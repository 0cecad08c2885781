package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Objects that a policy applies to, in the policy's namespace.
 *
 * @param group API group; empty: core
 * @param matchLabels all of them must match; empty: every object of the kind
 * @param sectionName see {@link TargetRef#sectionName}
 * @param port see {@link TargetRef#port}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TargetSelector(
    String group,
    String kind,
    Map<String, String> matchLabels,
    @Nullable String sectionName,
    @Nullable Integer port) {

  public TargetSelector {
    matchLabels = Absent.toEmpty(matchLabels);
  }
}
