package dev.agentgateway.dataplane.exchange;

/** A response's status and fields. Filters change it in place on its way downstream. */
public final class ResponseHead {
  private int status;
  private String reason = "";
  private final Headers headers = new Headers();

  /** Status code, 100 to 999. */
  public int status() {
    return status;
  }

  /** The reason phrase; may be empty. */
  public String reason() {
    return reason;
  }

  /** The fields. */
  public Headers headers() {
    return headers;
  }

  public void setStatus(int status, String reason) {
    this.status = status;
    this.reason = reason;
  }

  /** Forgets everything. */
  public void clear() {
    status = 0;
    reason = "";
    headers.clear();
  }
}
