package dev.agentgateway.dataplane.exchange;

/**
 * How the end of a body is known: a length in bytes from 0 on, or one of the constants.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-6">RFC 9112, 6</a>
 */
public final class Framing {
  /** No body. */
  public static final long NONE = 0;

  /** Chunks. */
  public static final long CHUNKED = -1;

  /** The end of the connection; responses only. */
  public static final long UNTIL_CLOSE = -2;

  private Framing() {}
}
