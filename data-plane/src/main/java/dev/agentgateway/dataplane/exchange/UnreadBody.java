package dev.agentgateway.dataplane.exchange;

/**
 * A body of MCP or A2A that passed without being read, or without being read whole. What is the
 * matter with calls of models stands in the calls.
 */
public enum UnreadBody {
  /** A message that is larger than the bound, passed on or refused. */
  MCP_REQUEST_TOO_LARGE("mcp", "request", "too_large"),
  /** A content coding that is not known, or not kept to. */
  MCP_RESPONSE_CODED("mcp", "response", "coded"),
  /** A part of it is larger than the bound. */
  MCP_RESPONSE_PARTLY_READ("mcp", "response", "partly_read"),
  /** A message that is larger than the bound. */
  A2A_REQUEST_TOO_LARGE("a2a", "request", "too_large"),
  /** A content coding that is not known, or not kept to. */
  A2A_REQUEST_CODED("a2a", "request", "coded"),
  /** A content coding that is not known, or not kept to. */
  A2A_RESPONSE_CODED("a2a", "response", "coded"),
  /** A part of it is larger than the bound. */
  A2A_RESPONSE_PARTLY_READ("a2a", "response", "partly_read");

  private final String protocol;
  private final String body;
  private final String reason;

  UnreadBody(String protocol, String body, String reason) {
    this.protocol = protocol;
    this.body = body;
    this.reason = reason;
  }

  /** {@code mcp} or {@code a2a}. */
  public String protocol() {
    return protocol;
  }

  /** {@code request} or {@code response}. */
  public String body() {
    return body;
  }

  /** Why, from a closed set. */
  public String reason() {
    return reason;
  }
}
