package dev.agentgateway.controlplane.translation.route;

import dev.agentgateway.controlplane.translation.ObjectStatus.ParentRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import java.util.Objects;
import java.util.Optional;

/** What a parentRef says, with its defaults. */
final class ParentRefs {

  private static final String GROUP = "gateway.networking.k8s.io";

  private ParentRefs() {}

  static boolean isGateway(ParentReference ref) {
    return isOfKind(ref, "Gateway");
  }

  static boolean isListenerSet(ParentReference ref) {
    return isOfKind(ref, "ListenerSet");
  }

  private static boolean isOfKind(ParentReference ref, String kind) {
    return Objects.requireNonNullElse(ref.getGroup(), GROUP).equals(GROUP)
        && Objects.requireNonNullElse(ref.getKind(), "Gateway").equals(kind);
  }

  /**
   * NAMESPACE/NAME of the parent.
   *
   * @param namespace of the object that names it
   */
  static String id(ParentReference ref, String namespace) {
    return Objects.requireNonNullElse(ref.getNamespace(), namespace) + "/" + ref.getName();
  }

  static ParentRef verbatim(ParentReference ref) {
    return new ParentRef(
        Objects.requireNonNullElse(ref.getGroup(), GROUP),
        Objects.requireNonNullElse(ref.getKind(), "Gateway"),
        Optional.ofNullable(ref.getNamespace()),
        ref.getName(),
        Optional.ofNullable(ref.getSectionName()),
        Optional.ofNullable(ref.getPort()));
  }
}
