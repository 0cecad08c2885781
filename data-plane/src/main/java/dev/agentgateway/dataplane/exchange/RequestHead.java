package dev.agentgateway.dataplane.exchange;

/**
 * A request's line and fields. Filters change it in place on its way upstream; {@link Exchange}
 * keeps what the client sent where telemetry needs it.
 */
public final class RequestHead {
  private String method = "";
  private String target = "";
  private String authority = "";
  private final Headers headers = new Headers();

  /** The method, as sent. */
  public String method() {
    return method;
  }

  /** Path and query in origin form; {@code *} for OPTIONS of the server. */
  public String target() {
    return target;
  }

  /** The target without its query. */
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** Host and port as the client named them; empty where it named none. */
  public String authority() {
    return authority;
  }

  /** The fields, Host excluded. */
  public Headers headers() {
    return headers;
  }

  public void setMethod(String method) {
    this.method = method;
  }

  public void setTarget(String target) {
    this.target = target;
  }

  public void setAuthority(String authority) {
    this.authority = authority;
  }
}
