package dev.agentgateway.dataplane.config;

import dev.agentgateway.dataplane.config.BackendConfig.Auth;
import dev.agentgateway.dataplane.config.BackendConfig.BackendProtocol;
import java.util.List;

/**
 * A backend of one or more MCP servers.
 *
 * @param backend NAMESPACE/NAME; sealed session ids are bound to it
 * @param targets never empty
 * @param prefixMode when names of tools carry the target's
 * @param failureMode what a target that fails does to the others
 * @param stateless whether every request is initialised anew upstream
 * @param sealingKeys name of the {@link SecretConfig} with the keys of session ids; may be empty
 * @param maxMessageBytes the largest message that is read; default 2 MiB
 */
public record McpConfig(
    String backend,
    List<Target> targets,
    PrefixMode prefixMode,
    FailureMode failureMode,
    boolean stateless,
    String sealingKeys,
    int maxMessageBytes)
    implements BackendProtocol {

  /** Default of {@code maxMessageBytes}. */
  public static final int DEFAULT_MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

  public McpConfig {
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("targets: none (expected: at least one)");
    }
  }

  /** When names carry the name of their target. */
  public enum PrefixMode {
    /** With more than one target. */
    CONDITIONAL,
    ALWAYS,
    NEVER
  }

  /** What a target that fails does to a request to all targets. */
  public enum FailureMode {
    FAIL_CLOSED,
    FAIL_OPEN
  }

  /**
   * An MCP server.
   *
   * @param name unique within the backend
   * @param cluster name of its {@link ClusterConfig}
   * @param authority Host upstream
   * @param path of its endpoint; default {@code /mcp}
   * @param auth credentials that it is given; none of the client's are
   */
  public record Target(String name, String cluster, String authority, String path, Auth auth) {}
}
