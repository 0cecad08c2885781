package dev.agentgateway.dataplane.config;

import java.time.Duration;
import java.util.List;

/**
 * TLS that a port terminates, for the names that it is for.
 *
 * @param chain name of the filter chain, unique within its Listener
 * @param serverNames host names and {@code *.suffix} that clients ask for, lower case; empty: every
 *     name that no other chain of the Listener is for, and clients that ask for none
 * @param certificates names of the {@link SecretConfig}s to prove with who we are; never empty
 * @param onlyTls13 whether TLS 1.2 is refused too; anything older always is
 * @param handshakeTimeout a client that takes longer is left; zero: no limit
 */
public record ServerTlsConfig(
    String chain,
    List<String> serverNames,
    List<String> certificates,
    boolean onlyTls13,
    Duration handshakeTimeout) {

  /** Default of {@link #handshakeTimeout}. */
  public static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  public ServerTlsConfig {
    serverNames = List.copyOf(serverNames);
    certificates = List.copyOf(certificates);
  }
}
