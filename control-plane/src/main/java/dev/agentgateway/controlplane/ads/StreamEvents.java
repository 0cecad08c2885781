package dev.agentgateway.controlplane.ads;

import java.time.Duration;

/** What happens on xDS streams, told on a stream's thread; it must not block. */
@FunctionalInterface
public interface StreamEvents {

  /** A client refused resources. */
  void refused(Nack nack);

  /**
   * A response was sent.
   *
   * @param resources changed and removed ones in it
   */
  default void sent(String typeUrl, int resources) {}

  /** A client acknowledged a response so long after it was sent. */
  default void acknowledged(String typeUrl, Duration after) {}
}
