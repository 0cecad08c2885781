package dev.agentgateway.controlplane.ir;

import java.util.Optional;

/** Credentials that a backend is given. */
public sealed interface UpstreamAuthIr {

  /** Where they are put; empty: where the provider wants them. */
  Optional<PlaceIr> place();

  /** The value of the {@link SecretIr} of that name. */
  record Stored(String secret, Optional<PlaceIr> place) implements UpstreamAuthIr {}

  /** What the client sent there. */
  record Passthrough(Optional<PlaceIr> place) implements UpstreamAuthIr {}

  /** A request header and what stands in it before the credential. */
  record PlaceIr(String header, String prefix) {}
}
