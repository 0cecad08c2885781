package dev.agentgateway.dataplane.config;

import dev.agentgateway.dataplane.config.BackendConfig.BackendProtocol;
import java.util.Optional;

/**
 * A backend that is an agent.
 *
 * @param authority Host upstream; empty: the client's
 * @param maxMessageBytes the largest message that is read; default 2 MiB
 */
public record A2aConfig(Optional<String> authority, int maxMessageBytes)
    implements BackendProtocol {

  /** Default of {@code maxMessageBytes}. */
  public static final int DEFAULT_MAX_MESSAGE_BYTES = 2 * 1024 * 1024;
}
