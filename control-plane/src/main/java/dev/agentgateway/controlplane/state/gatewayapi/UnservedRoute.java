package dev.agentgateway.controlplane.state.gatewayapi;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A route of a kind that no listener takes. */
@JsonIgnoreProperties(ignoreUnknown = true)
public abstract class UnservedRoute extends CustomResource<UnservedRoute.Spec, Void>
    implements Namespaced {

  /** Kinds of routes that are not served. */
  public static List<Class<? extends UnservedRoute>> kinds() {
    return List.of(GRPCRoute.class, TCPRoute.class, TLSRoute.class, UDPRoute.class);
  }

  /** What is read of a route. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Spec(@Nullable List<ParentReference> parentRefs) {}

  /** What the route wants to attach to. */
  public List<ParentReference> parentRefs() {
    return getSpec() == null
        ? List.of()
        : Objects.requireNonNullElse(getSpec().parentRefs(), List.of());
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
