package dev.agentgateway.dataplane.telemetry.runs;

import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Headers in which agents name their session without being asked to. */
public final class SessionHeaders {
  private static final HeaderName MCP_SESSION = HeaderName.of("mcp-session-id");
  private static final List<HeaderName> NAMES =
      List.of(
          HeaderName.of("x-claude-code-session-id"),
          HeaderName.of("agent-session-id"),
          HeaderName.of("session-id"),
          HeaderName.of("x-opencode-session"),
          HeaderName.of("x-cagent-session-id"));

  private SessionHeaders() {}

  /** What the head of a request, as the client sent it, says of its run, or null. */
  public static @Nullable Identifier identifier(String gateway, Headers headers) {
    Identifier named = named(gateway, headers);
    if (named != null) {
      return named;
    }
    String session = headers.get(MCP_SESSION);
    return session == null || session.isEmpty()
        ? null
        : Identifier.of(gateway, JoinReason.MCP_SESSION, session);
  }

  /** The session in a header that only agents have, MCP aside; or null. */
  public static @Nullable Identifier named(String gateway, Headers headers) {
    for (int i = 0; i < NAMES.size(); i++) {
      String value = headers.get(NAMES.get(i));
      if (value != null && !value.isEmpty()) {
        return Identifier.of(gateway, JoinReason.SESSION_HEADER, value);
      }
    }
    return null;
  }
}
