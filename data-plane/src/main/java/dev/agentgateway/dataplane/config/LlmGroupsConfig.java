package dev.agentgateway.dataplane.config;

import dev.agentgateway.dataplane.config.BackendConfig.Auth;
import dev.agentgateway.dataplane.config.BackendConfig.BackendProtocol;
import java.util.List;
import java.util.stream.Stream;

/**
 * A backend of several LLMs of which any answers.
 *
 * @param groups the most wanted first; neither it nor a group is empty
 */
public record LlmGroupsConfig(List<List<Member>> groups) implements BackendProtocol {

  public LlmGroupsConfig {
    groups = groups.stream().map(List::copyOf).toList();
    if (groups.isEmpty() || groups.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("groups: none, or one without providers");
    }
  }

  /** Those of all groups, the most wanted first. */
  public Stream<Member> providers() {
    return groups.stream().flatMap(List::stream);
  }

  /**
   * An LLM.
   *
   * @param name unique within its group
   * @param cluster name of its {@link ClusterConfig}
   * @param auth credentials that it is given
   */
  public record Member(String name, String cluster, LlmConfig llm, Auth auth) {}
}
