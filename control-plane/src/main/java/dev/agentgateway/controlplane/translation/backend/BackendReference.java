package dev.agentgateway.controlplane.translation.backend;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@code backendRef}, defaults applied. */
public record BackendReference(
    String group, String kind, String namespace, String name, Optional<Integer> port) {

  private static final String BACKEND_GROUP = "agentgateway.dev";
  private static final String BACKEND_KIND = "AgentgatewayBackend";

  /** The reference of an HTTPRoute in {@code ownNamespace}. */
  public static BackendReference of(HTTPBackendRef ref, String ownNamespace) {
    return of(
        ref.getGroup(),
        ref.getKind(),
        ref.getNamespace(),
        ref.getName(),
        ref.getPort(),
        ownNamespace);
  }

  /** A reference by an object in {@code ownNamespace}: a Service of that namespace unless told. */
  public static BackendReference of(
      @Nullable String group,
      @Nullable String kind,
      @Nullable String namespace,
      String name,
      @Nullable Integer port,
      String ownNamespace) {
    return new BackendReference(
        Objects.requireNonNullElse(group, ""),
        Objects.requireNonNullElse(kind, "Service"),
        namespace == null || namespace.isEmpty() ? ownNamespace : namespace,
        name,
        Optional.ofNullable(port));
  }

  boolean isService() {
    return group.isEmpty() && kind.equals("Service");
  }

  boolean isBackend() {
    return group.equals(BACKEND_GROUP) && kind.equals(BACKEND_KIND);
  }

  /** KIND/NAMESPACE/NAME[/PORT]. */
  public String path() {
    String object = kind + "/" + namespace + "/" + name;
    return isService() && port.isPresent() ? object + "/" + port.get() : object;
  }

  /** NAMESPACE/NAME, and the port where one is given. */
  @Override
  public String toString() {
    return namespace + "/" + name + port.map(number -> ":" + number).orElse("");
  }
}
