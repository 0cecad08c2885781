package dev.agentgateway.controlplane.state.gatewayapi;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Listeners that want to be added to a Gateway. */
@Group("gateway.networking.k8s.io")
@Version("v1")
@Plural("listenersets")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class ListenerSet extends CustomResource<ListenerSet.Spec, Void>
    implements Namespaced {

  /** What is read of it. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Spec(@Nullable ParentReference parentRef) {}

  /** The Gateway that it wants to extend. */
  public Optional<ParentReference> parentRef() {
    return getSpec() == null ? Optional.empty() : Optional.ofNullable(getSpec().parentRef());
  }

  @Override
  protected @Nullable Spec initSpec() {
    return null;
  }

  @Override
  protected @Nullable Void initStatus() {
    return null;
  }
}
