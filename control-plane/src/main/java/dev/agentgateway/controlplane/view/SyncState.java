package dev.agentgateway.controlplane.view;

/** How far a proxy follows what it was sent. */
public enum SyncState {
  /** It accepted the newest version. */
  SYNCED("synced"),
  /** It was sent something that it has not answered yet. */
  PENDING("pending"),
  /** It refused something and keeps the last good version of it. */
  REJECTED("rejected"),
  /** It has never been sent anything of this type. */
  NOT_SENT("not sent");

  private final String text;

  SyncState(String text) {
    this.text = text;
  }

  /** The word that people see. */
  public String text() {
    return text;
  }
}
