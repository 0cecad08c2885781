package dev.agentgateway.controlplane.translation.backend;

import java.util.List;
import java.util.Optional;

/**
 * How a backend is spoken to, as policies and the backend itself say.
 *
 * @param tls empty: plaintext
 * @param credential empty: none
 * @param refusal why nothing may be sent to it, because it asks for a protection that is not built
 *     or cannot be set up; empty: it may
 */
public record BackendSettings(
    Optional<Tls> tls, Optional<Credential> credential, Optional<String> refusal) {

  /** Plaintext and nothing else. */
  public static final BackendSettings NONE =
      new BackendSettings(Optional.empty(), Optional.empty(), Optional.empty());

  /** These settings; what they leave open as {@code wider} has it. */
  public BackendSettings orElse(BackendSettings wider) {
    return new BackendSettings(
        tls.or(wider::tls), credential.or(wider::credential), refusal.or(wider::refusal));
  }

  /**
   * TLS towards a backend.
   *
   * @param serverName empty: the backend's host
   * @param caPem empty: the system's trust
   * @param alpn empty: what the proxy speaks
   */
  public record Tls(
      Optional<String> serverName, Optional<String> caPem, boolean verify, List<String> alpn) {
    public Tls {
      alpn = List.copyOf(alpn);
    }
  }
}
