package dev.agentgateway.controlplane.ads;

/** One variant of the protocol, towards one client. */
interface Wire {
  /** Whether it is the incremental one. */
  boolean isDelta();

  /** Whether the transport takes more without buffering. */
  boolean isReady();

  /**
   * Sends a response.
   *
   * @return its size in bytes; 0 where this variant has nothing to say
   */
  int send(Subscription subscription, Subscription.Sent sent);
}
