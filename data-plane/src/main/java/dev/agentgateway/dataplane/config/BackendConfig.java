package dev.agentgateway.dataplane.config;

import java.util.Optional;

/**
 * What a backend speaks and what it is given.
 *
 * @param protocol what its requests and responses mean
 * @param auth credentials that it is given; an MCP target and a model of several have their own
 */
public record BackendConfig(BackendProtocol protocol, Auth auth) {

  /** Plain HTTP; the client's credentials pass untouched. */
  public static final BackendConfig PLAIN =
      new BackendConfig(new BackendProtocol.Http(), new Auth.None());

  /** What a backend speaks. */
  public sealed interface BackendProtocol
      permits BackendProtocol.Http, LlmConfig, LlmGroupsConfig, McpConfig, A2aConfig {
    /** HTTP, and nothing is known of what it carries. */
    record Http() implements BackendProtocol {}
  }

  /** Credentials for upstream requests. */
  public sealed interface Auth {
    /** None: what the client sent passes untouched. */
    record None() implements Auth {}

    /**
     * A secret.
     *
     * @param secret name of the {@link SecretConfig}
     * @param header empty: the provider's own place, {@code authorization} for plain HTTP
     * @param prefix put before the secret's value where {@code header} is given
     */
    record Secret(String secret, Optional<String> header, String prefix) implements Auth {}

    /** What the client sent, to a backend that would not be given it otherwise. */
    record Passthrough(Optional<String> header) implements Auth {}
  }
}
