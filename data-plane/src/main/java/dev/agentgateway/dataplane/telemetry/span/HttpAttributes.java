package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.telemetry.span.AttributeKey.Group;

/**
 * Names of {@code http.*}, {@code url.*}, {@code user_agent.*} and {@code error.*}.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/http/http-spans/">HTTP spans</a>
 */
final class HttpAttributes {
  static final AttributeKey REQUEST_METHOD = AttributeKey.of(Group.REQUEST, "http.request.method");
  static final AttributeKey REQUEST_METHOD_ORIGINAL =
      AttributeKey.of(Group.REQUEST, "http.request.method_original");
  static final AttributeKey REQUEST_RESEND_COUNT =
      AttributeKey.of(Group.REQUEST, "http.request.resend_count");
  static final AttributeKey RESPONSE_STATUS_CODE =
      AttributeKey.of(Group.REQUEST, "http.response.status_code");
  static final AttributeKey ROUTE = AttributeKey.of(Group.REQUEST, "http.route");
  static final AttributeKey URL_FULL = AttributeKey.of(Group.REQUEST, "url.full");
  static final AttributeKey URL_PATH = AttributeKey.of(Group.REQUEST, "url.path");
  static final AttributeKey URL_QUERY = AttributeKey.of(Group.REQUEST, "url.query");
  static final AttributeKey URL_SCHEME = AttributeKey.of(Group.REQUEST, "url.scheme");
  static final AttributeKey USER_AGENT = AttributeKey.of(Group.REQUEST, "user_agent.original");
  static final AttributeKey ERROR_TYPE = AttributeKey.of(Group.REQUEST, "error.type");

  private HttpAttributes() {}
}
