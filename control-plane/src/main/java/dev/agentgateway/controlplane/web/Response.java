package dev.agentgateway.controlplane.web;

/**
 * An answer of text.
 *
 * @param cached whether a browser may keep it for an hour
 */
public record Response(int status, String contentType, String body, boolean cached) {

  public static final String JSON = "application/json";
  public static final String HTML = "text/html; charset=utf-8";

  /** Text of the type, not to be cached. */
  public static Response of(int status, String contentType, String body) {
    return new Response(status, contentType, body, false);
  }
}
