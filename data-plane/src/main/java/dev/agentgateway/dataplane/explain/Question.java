package dev.agentgateway.dataplane.explain;

import dev.agentgateway.api.v1.ExplainHeader;
import dev.agentgateway.api.v1.ExplainRequest;
import dev.agentgateway.dataplane.exchange.RequestHead;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request that nobody sends.
 *
 * @param serverName the name that TLS is begun with, lower case; empty: plaintext
 * @param port picks the listener
 * @param authority host and port, as the Host header would have them
 * @param target path and query
 */
record Question(
    String method,
    String serverName,
    int port,
    String authority,
    String target,
    List<ExplainHeader> headers) {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  Question {
    headers = List.copyOf(headers);
  }

  /**
   * Reads a request for an explanation.
   *
   * @throws IllegalArgumentException with a message for people
   */
  static Question of(ExplainRequest request) {
    URI uri;
    try {
      uri = new URI(request.getUrl());
    } catch (URISyntaxException e) {
      throw bad(request.getUrl(), e);
    }
    boolean secure = "https".equalsIgnoreCase(uri.getScheme());
    if (uri.getRawAuthority() == null || (!secure && !"http".equalsIgnoreCase(uri.getScheme()))) {
      throw bad(request.getUrl(), null);
    }
    int wellKnownPort = secure ? HTTPS_PORT : HTTP_PORT;
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String method = request.getMethod().isEmpty() ? "GET" : request.getMethod();
    String authority = uri.getRawAuthority();
    for (ExplainHeader header : request.getHeadersList()) {
      if (isHost(header)) {
        authority = header.getValue();
      }
    }
    return new Question(
        method,
        secure ? host(uri).toLowerCase(Locale.ROOT) : "",
        uri.getPort() < 0 ? wellKnownPort : uri.getPort(),
        authority,
        path + query,
        request.getHeadersList());
  }

  /** Writes the request as if it had just been received. */
  void writeTo(RequestHead head) {
    head.setMethod(method);
    head.setAuthority(authority);
    head.setTarget(target);
    for (ExplainHeader header : headers) {
      if (!isHost(header)) {
        head.headers().add(header.getName().toLowerCase(Locale.ROOT), header.getValue());
      }
    }
  }

  private static String host(URI uri) {
    return uri.getHost() != null ? uri.getHost() : uri.getRawAuthority();
  }

  private static boolean isHost(ExplainHeader header) {
    return header.getName().equalsIgnoreCase("host");
  }

  private static IllegalArgumentException bad(String url, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "url: '" + url + "' (expected: http://HOST[:PORT]/PATH, or https://)", cause);
  }
}
