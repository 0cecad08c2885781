package dev.agentgateway.controlplane.sealing;

import java.io.IOException;
import java.util.function.UnaryOperator;

/** Where keys are kept. */
interface KeyStorage {

  /**
   * Changes the keys of a Gateway and returns those that are kept then.
   *
   * @param change of what is kept now, empty where there is nothing; it may be asked again where
   *     another process changed it meanwhile
   * @throws IOException with a message for people: they cannot be read or written
   */
  KeyRing update(String gateway, UnaryOperator<KeyRing> change) throws IOException;
}
