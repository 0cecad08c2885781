package dev.agentgateway.dataplane.exchange;

import dev.agentgateway.dataplane.config.SecretConfig;
import org.jspecify.annotations.Nullable;

/** Secrets by their SDS name, at their newest version. Called on any thread. */
public interface Secrets {

  /** None. */
  Secrets NONE = name -> null;

  /** The secret of this name, or null. */
  @Nullable SecretConfig find(String name);
}
