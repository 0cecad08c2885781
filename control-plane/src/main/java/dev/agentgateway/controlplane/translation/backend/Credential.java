package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.controlplane.ir.UpstreamAuthIr;
import dev.agentgateway.controlplane.ir.UpstreamAuthIr.PlaceIr;
import java.util.Optional;

/** What a backend wants to see in every request. */
public sealed interface Credential {

  /** {@code authorization: Bearer CREDENTIAL}. */
  PlaceIr BEARER = new PlaceIr("authorization", "Bearer ");

  /** Where it is put; empty: where the backend's kind has it. */
  Optional<PlaceIr> place();

  /** The same, put there unless a place is written. */
  Credential at(PlaceIr otherwise);

  /** What a Gateway is told. */
  UpstreamAuthIr ir(String gatewayId);

  /**
   * A secret of ours. Its text form never shows the value.
   *
   * @param secret suffix of the xDS secret's name, {@code secret/NAMESPACE/NAME/KEY}
   */
  record Stored(Optional<PlaceIr> place, String secret, String value) implements Credential {
    @Override
    public Credential at(PlaceIr otherwise) {
      return new Stored(place.or(() -> Optional.of(otherwise)), secret, value);
    }

    @Override
    public UpstreamAuthIr ir(String gatewayId) {
      return new UpstreamAuthIr.Stored(gatewayId + "/" + secret, place);
    }

    @Override
    public String toString() {
      return "Stored[place=" + place + ", secret=" + secret + ", value=***]";
    }
  }

  /** The client's own. */
  record Passthrough(Optional<PlaceIr> place) implements Credential {
    @Override
    public Credential at(PlaceIr otherwise) {
      return new Passthrough(place.or(() -> Optional.of(otherwise)));
    }

    @Override
    public UpstreamAuthIr ir(String gatewayId) {
      return new UpstreamAuthIr.Passthrough(place);
    }
  }
}
