package dev.agentgateway.dataplane.telemetry.span;

/**
 * Names of {@code http.*}, {@code url.*}, {@code user_agent.*} and {@code error.*}.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/http/http-spans/">HTTP spans</a>
 */
final class HttpAttributes {
  static final AttributeKey REQUEST_METHOD = AttributeKey.of("http.request.method");
  static final AttributeKey REQUEST_METHOD_ORIGINAL =
      AttributeKey.of("http.request.method_original");
  static final AttributeKey REQUEST_RESEND_COUNT = AttributeKey.of("http.request.resend_count");
  static final AttributeKey RESPONSE_STATUS_CODE = AttributeKey.of("http.response.status_code");
  static final AttributeKey ROUTE = AttributeKey.of("http.route");
  static final AttributeKey URL_FULL = AttributeKey.of("url.full");
  static final AttributeKey URL_PATH = AttributeKey.of("url.path");
  static final AttributeKey URL_QUERY = AttributeKey.of("url.query");
  static final AttributeKey URL_SCHEME = AttributeKey.of("url.scheme");
  static final AttributeKey USER_AGENT = AttributeKey.of("user_agent.original");
  static final AttributeKey ERROR_TYPE = AttributeKey.of("error.type");

  private HttpAttributes() {}
}
