package dev.agentgateway.dataplane.http1;

/** What came is not HTTP/1.1, or more than allowed. Without a stack trace: peers cause it. */
public final class MalformedException extends Exception {
  private final boolean tooLarge;

  private MalformedException(String message, boolean tooLarge) {
    super(message, null, false, false);
    this.tooLarge = tooLarge;
  }

  static MalformedException of(String reason) {
    return new MalformedException(reason, false);
  }

  static MalformedException tooLarge(String reason) {
    return new MalformedException(reason, true);
  }

  /** Whether a head or a trailer section exceeds its limit. */
  public boolean isTooLarge() {
    return tooLarge;
  }
}
