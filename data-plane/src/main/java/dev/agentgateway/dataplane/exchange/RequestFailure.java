package dev.agentgateway.dataplane.exchange;

/** Why a request ended without a whole upstream response. Each case has one {@code error.type}. */
public enum RequestFailure {
  /** No virtual host or route took it: 404. */
  NO_ROUTE("no_route", 404),
  /** The route's backend cannot be resolved: 500. */
  INVALID_BACKEND("invalid_backend", 500),
  /** The cluster has no endpoint: 503. */
  NO_HEALTHY_ENDPOINT("no_healthy_endpoint", 503),
  /** No connection to the endpoint could be made: 503. */
  CONNECT_FAILED("connect_failed", 503),
  /** The upstream closed before or within its response: 502, or a reset where a head was sent. */
  UPSTREAM_RESET("upstream_reset", 502),
  /** What the upstream sent is not HTTP: 502. */
  UPSTREAM_PROTOCOL_ERROR("upstream_protocol_error", 502),
  /** A route or attempt timeout: 504. */
  UPSTREAM_TIMEOUT("upstream_timeout", 504),
  /** The client stopped sending its request: 408. */
  REQUEST_TIMEOUT("request_timeout", 408),
  /** Nothing moved in either direction for the stream idle timeout. */
  IDLE_TIMEOUT("idle_timeout", 408),
  /** The request is not HTTP, or is a smuggling shape: 400 and the connection closes. */
  BAD_REQUEST("bad_request", 400),
  /** What it carries is not what the backend's protocol allows: 400. */
  INVALID_MESSAGE("invalid_message", 400),
  /** The head is larger than allowed: 431. */
  HEAD_TOO_LARGE("head_too_large", 431),
  /** The client went away. */
  CLIENT_DISCONNECTED("client_disconnected", 499),
  /** The proxy is at fault: 500. */
  INTERNAL("internal", 500);

  private final String errorType;
  private final int status;

  RequestFailure(String errorType, int status) {
    this.errorType = errorType;
    this.status = status;
  }

  /** The span attribute {@code error.type} and the metric label {@code reason}. */
  public String errorType() {
    return errorType;
  }

  /** Status of the local reply, where one can still be sent. */
  public int status() {
    return status;
  }
}
