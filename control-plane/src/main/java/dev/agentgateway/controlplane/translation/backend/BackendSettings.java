package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.controlplane.ir.ClusterIr.TlsIr;
import dev.agentgateway.controlplane.ir.ProtocolIr.CallsIr;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * How a backend is spoken to, as policies and the backend itself say.
 *
 * @param tls empty: plaintext, or what the backend's kind has
 * @param credential empty: none
 * @param ai what is said of calls of models
 * @param refusal why nothing may be sent to it, because it asks for a protection that is not built
 *     or cannot be set up; empty: it may
 */
public record BackendSettings(
    Optional<Tls> tls, Optional<Credential> credential, CallsIr ai, Optional<String> refusal) {

  /** Plaintext and nothing else. */
  public static final BackendSettings NONE =
      new BackendSettings(Optional.empty(), Optional.empty(), CallsIr.NONE, Optional.empty());

  /** These settings; what they leave open as {@code wider} has it. */
  public BackendSettings orElse(BackendSettings wider) {
    return new BackendSettings(
        tls.or(wider::tls),
        credential.or(wider::credential),
        ai.orElse(wider.ai),
        refusal.or(wider::refusal));
  }

  /** These settings, with TLS by the system's trust where they leave it open. */
  BackendSettings secure() {
    return new BackendSettings(
        tls.or(() -> Optional.of(Tls.SYSTEM_TRUST)), credential, ai, refusal);
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

    /** The host's own name, verified by the system's trust. */
    public static final Tls SYSTEM_TRUST =
        new Tls(Optional.empty(), Optional.empty(), true, List.of());

    public Tls {
      alpn = List.copyOf(alpn);
    }

    /** The TLS of a connection to a host: its name is what the certificate must have. */
    public TlsIr ir(String host, boolean http2) {
      List<String> offered = alpn.isEmpty() ? List.of(http2 ? "h2" : "http/1.1") : alpn;
      return new TlsIr(serverName.orElse(isIpAddress(host) ? "" : host), caPem, verify, offered);
    }

    private static boolean isIpAddress(String host) {
      try {
        InetAddress.ofLiteral(host);
        return true;
      } catch (IllegalArgumentException name) {
        return false;
      }
    }
  }
}
