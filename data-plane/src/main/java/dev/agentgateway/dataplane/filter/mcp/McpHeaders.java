package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.config.BackendConfig.Auth;
import dev.agentgateway.dataplane.config.McpConfig.Target;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestHead;
import dev.agentgateway.dataplane.exchange.Secrets;
import dev.agentgateway.dataplane.filter.Credentials;
import dev.agentgateway.dataplane.filter.Credentials.Place;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Fields of MCP over HTTP, and the heads of requests to targets. */
final class McpHeaders {
  static final HeaderName SESSION = HeaderName.of("mcp-session-id");
  static final HeaderName VERSION = HeaderName.of("mcp-protocol-version");
  static final HeaderName METHOD = HeaderName.of("mcp-method");
  static final HeaderName NAME = HeaderName.of("mcp-name");
  static final HeaderName LAST_EVENT_ID = HeaderName.of("last-event-id");
  static final HeaderName CONTENT_TYPE = HeaderName.of("content-type");
  static final HeaderName CONTENT_LENGTH = HeaderName.of("content-length");
  static final HeaderName CONTENT_ENCODING = HeaderName.of("content-encoding");
  static final HeaderName ALLOW = HeaderName.of("allow");
  private static final HeaderName ACCEPT = HeaderName.of("accept");
  static final HeaderName ACCEPT_ENCODING = HeaderName.of("accept-encoding");
  private static final HeaderName AUTHORIZATION = HeaderName.of("authorization");
  private static final HeaderName COOKIE = HeaderName.of("cookie");
  static final HeaderName EXPECT = HeaderName.of("expect");

  private McpHeaders() {}

  /** Whether the client takes a media type, or everything. A missing Accept takes all. */
  static boolean accepts(Headers headers, String type) {
    int slot = headers.find(ACCEPT, 0);
    if (slot < 0) {
      return true;
    }
    String family = type.substring(0, type.indexOf('/') + 1) + "*";
    for (; slot >= 0; slot = headers.find(ACCEPT, slot + 1)) {
      for (String range : headers.value(slot).toLowerCase(Locale.ROOT).split(",", -1)) {
        int end = range.indexOf(';');
        String bare = (end < 0 ? range : range.substring(0, end)).strip();
        if (bare.equals(type) || bare.equals("*/*") || bare.equals(family)) {
          return true;
        }
      }
    }
    return false;
  }

  /** A copy of the client's head for one of several targets. */
  static RequestHead copy(RequestHead from) {
    RequestHead head = new RequestHead();
    head.setMethod(from.method());
    head.setTarget(from.target());
    head.setAuthority(from.authority());
    Headers fields = from.headers();
    for (int slot = 0; slot < fields.slots(); slot++) {
      if (fields.isPresent(slot)) {
        head.headers().add(fields.name(slot), fields.value(slot));
      }
    }
    return head;
  }

  /**
   * Turns the client's head into the head for a target.
   *
   * @param sessionId the target's; null: none
   * @param version the version that the target speaks; null: what the client said
   * @param framing of the body: of {@code exchange.Framing}
   * @return false where the target's credentials are not there: nothing may be sent
   */
  static boolean direct(
      RequestHead head,
      Target target,
      Secrets secrets,
      @Nullable String sessionId,
      @Nullable String version,
      long framing) {
    Headers fields = head.headers();
    head.setTarget(target.path());
    if (!target.authority().isEmpty()) {
      head.setAuthority(target.authority());
    }
    fields.remove(ACCEPT_ENCODING);
    fields.remove(EXPECT);
    fields.remove(LAST_EVENT_ID);
    fields.remove(CONTENT_LENGTH);
    if (framing > 0) {
      fields.add(CONTENT_LENGTH, Long.toString(framing));
    }
    replace(fields, SESSION, sessionId);
    if (version != null && !version.isEmpty()) {
      fields.set(VERSION, version);
    }
    removeCredentials(fields, target.auth());
    return Credentials.apply(fields, target.auth(), secrets, Place.BEARER);
  }

  private static void removeCredentials(Headers fields, Auth auth) {
    switch (auth) {
      case Auth.None _, Auth.Secret _ -> {
        fields.remove(AUTHORIZATION);
        fields.remove(COOKIE);
      }
      case Auth.Passthrough passthrough -> {
        fields.remove(COOKIE);
        if (!passthrough.header().orElse("authorization").equalsIgnoreCase("authorization")) {
          fields.remove(AUTHORIZATION);
        }
      }
    }
  }

  private static void replace(Headers fields, HeaderName name, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      fields.remove(name);
    } else {
      fields.set(name, value);
    }
  }
}
