package dev.agentgateway.dataplane.upstream;

import dev.agentgateway.dataplane.config.RouteAction.RetryConfig;
import dev.agentgateway.dataplane.exchange.RequestFailure;

/** What may be tried again. */
final class RetryRules {
  private RetryRules() {}

  /**
   * Whether a request with this method may be sent again after part of it may have been acted on.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2">RFC 9110, 9.2.2</a>
   */
  static boolean isIdempotent(String method) {
    return switch (method) {
      case "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE" -> true;
      default -> false;
    };
  }

  /** Whether an attempt that failed like this is tried again while attempts are left. */
  static boolean isRetried(RetryConfig retry, RequestFailure failure) {
    return switch (failure) {
      case CONNECT_FAILED -> retry.onConnectFailure();
      case UPSTREAM_RESET -> retry.onReset();
      case UPSTREAM_TIMEOUT -> retry.onReset() || retry.statuses().contains(failure.status());
      case UPSTREAM_PROTOCOL_ERROR -> retry.statuses().contains(failure.status());
      case NO_ROUTE,
          INVALID_BACKEND,
          NO_HEALTHY_ENDPOINT,
          REQUEST_TIMEOUT,
          IDLE_TIMEOUT,
          BAD_REQUEST,
          INVALID_MESSAGE,
          HEAD_TOO_LARGE,
          CLIENT_DISCONNECTED,
          INTERNAL ->
          false;
    };
  }
}
