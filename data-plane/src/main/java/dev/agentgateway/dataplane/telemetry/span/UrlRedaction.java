package dev.agentgateway.dataplane.telemetry.span;

import java.util.Set;

/** Leaves out of URLs what may be private: values of query parameters, userinfo. */
public final class UrlRedaction {
  // Parameters whose values say how something is asked for, never who asks or what is asked.
  private static final Set<String> SHOWN =
      Set.of(
          "alt",
          "api-version",
          "after",
          "before",
          "beta",
          "format",
          "limit",
          "offset",
          "order",
          "page",
          "page_size",
          "per_page",
          "size",
          "sort",
          "stream",
          "version");

  private static final String REDACTED = "REDACTED";

  private UrlRedaction() {}

  /** A query with the values of unknown parameters replaced. */
  static String query(String target, int start) {
    StringBuilder shown = new StringBuilder(target.length() - start + 16);
    int at = start;
    while (at <= target.length()) {
      int end = target.indexOf('&', at);
      if (end < 0) {
        end = target.length();
      }
      int equals = target.indexOf('=', at);
      if (equals < 0 || equals > end) {
        equals = end;
      }
      boolean plain = SHOWN.contains(target.substring(at, equals));
      if (equals < end) {
        shown.append(target, at, equals + 1);
        shown.append(plain ? target.substring(equals + 1, end) : REDACTED);
      } else if (at < end) {
        // Without a name it may be a value.
        shown.append(plain ? target.substring(at, end) : REDACTED);
      }
      if (end < target.length()) {
        shown.append('&');
      }
      at = end + 1;
    }
    return shown.toString();
  }

  /** Path and query, the query as {@link #query} shows it. */
  public static String target(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query + 1) + query(target, query + 1);
  }

  /** A URI without userinfo, its query as {@link #query} shows it. */
  public static String uri(String uri) {
    int query = uri.indexOf('?');
    int pathEnd = query < 0 ? uri.length() : query;
    int scheme = uri.indexOf("://");
    int start = scheme < 0 ? 0 : scheme + 3;
    int slash = uri.indexOf('/', start);
    int end = slash < 0 || slash > pathEnd ? pathEnd : slash;
    int at = scheme < 0 || end < start ? -1 : uri.lastIndexOf('@', end);
    String shown =
        at > start
            ? uri.substring(0, start) + uri.substring(at + 1, pathEnd)
            : uri.substring(0, pathEnd);
    return query < 0 ? shown : shown + '?' + query(uri, query + 1);
  }

  /** Where the host of an authority begins: behind its userinfo. */
  public static int hostStart(String authority) {
    return authority.lastIndexOf('@') + 1;
  }

  /** Where the host of an authority ends: before its port. */
  static int hostEnd(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon < 0 || authority.indexOf(']', colon) >= 0 ? authority.length() : colon;
  }
}
