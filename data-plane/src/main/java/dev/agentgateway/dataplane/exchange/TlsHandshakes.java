package dev.agentgateway.dataplane.exchange;

import java.util.Map;

/**
 * How handshakes of clients ended.
 *
 * @param gateway NAMESPACE/NAME
 * @param listener xDS resource name of the Listener
 * @param counts since it was first configured
 */
public record TlsHandshakes(String gateway, String listener, Map<Outcome, Long> counts) {
  public TlsHandshakes {
    counts = Map.copyOf(counts);
  }

  /** How a handshake ended. */
  public enum Outcome {
    DONE,
    /** No common version or cipher, a certificate that the client does not trust, a bad message. */
    FAILED,
    /** The client closed the connection. */
    CLOSED,
    /** The client took too long. */
    TIMEOUT,
    /** No listener is for the name that the client asked for, or it has no certificate. */
    NO_CERTIFICATE,
    /** The client spoke something else, such as plain HTTP. */
    NOT_TLS
  }
}
