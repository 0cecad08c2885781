package dev.agentgateway.controlplane.source.file;

import dev.agentgateway.api.v1alpha1.AgentgatewayBackend;
import dev.agentgateway.api.v1alpha1.AgentgatewayParameters;
import dev.agentgateway.api.v1alpha1.AgentgatewayPolicy;
import dev.agentgateway.controlplane.state.gatewayapi.GRPCRoute;
import dev.agentgateway.controlplane.state.gatewayapi.ListenerSet;
import dev.agentgateway.controlplane.state.gatewayapi.TCPRoute;
import dev.agentgateway.controlplane.state.gatewayapi.TLSRoute;
import dev.agentgateway.controlplane.state.gatewayapi.UDPRoute;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicy;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1beta1.ReferenceGrant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A kind of object that is read.
 *
 * @param group API group; empty: core
 * @param versions accepted ones; all have the same fields, and the first is what objects are read
 *     as
 */
record ObjectKind(
    String group,
    String kind,
    List<String> versions,
    boolean namespaced,
    Class<? extends HasMetadata> type) {

  private static final String GATEWAY_API = "gateway.networking.k8s.io";
  private static final String AGENTGATEWAY = "agentgateway.dev";

  private static final Map<String, ObjectKind> ALL =
      List.of(
              of(GATEWAY_API, List.of("v1", "v1beta1"), false, GatewayClass.class),
              of(GATEWAY_API, List.of("v1", "v1beta1"), true, Gateway.class),
              of(GATEWAY_API, List.of("v1", "v1beta1"), true, HTTPRoute.class),
              of(GATEWAY_API, List.of("v1", "v1alpha2"), true, GRPCRoute.class),
              of(GATEWAY_API, List.of("v1", "v1alpha2"), true, TCPRoute.class),
              of(GATEWAY_API, List.of("v1", "v1alpha2", "v1alpha3"), true, TLSRoute.class),
              of(GATEWAY_API, List.of("v1", "v1alpha2"), true, UDPRoute.class),
              of(GATEWAY_API, List.of("v1"), true, ListenerSet.class),
              of(GATEWAY_API, List.of("v1", "v1beta1"), true, ReferenceGrant.class),
              of(GATEWAY_API, List.of("v1"), true, BackendTLSPolicy.class),
              of("", List.of("v1"), true, Service.class),
              of("", List.of("v1"), true, Secret.class),
              of("", List.of("v1"), true, ConfigMap.class),
              of("", List.of("v1"), false, Namespace.class),
              of("discovery.k8s.io", List.of("v1"), true, EndpointSlice.class),
              of(AGENTGATEWAY, List.of("v1alpha1"), true, AgentgatewayPolicy.class),
              of(AGENTGATEWAY, List.of("v1alpha1"), true, AgentgatewayBackend.class),
              of(AGENTGATEWAY, List.of("v1alpha1"), true, AgentgatewayParameters.class))
          .stream()
          .collect(
              Collectors.toUnmodifiableMap(kind -> kind.group + "/" + kind.kind, kind -> kind));

  private static final Set<String> GROUPS =
      ALL.values().stream().map(ObjectKind::group).collect(Collectors.toUnmodifiableSet());

  private static ObjectKind of(
      String group, List<String> versions, boolean namespaced, Class<? extends HasMetadata> type) {
    return new ObjectKind(group, type.getSimpleName(), versions, namespaced, type);
  }

  /** Null: the kind is not read. */
  static @Nullable ObjectKind find(String group, String kind) {
    return ALL.get(group + "/" + kind);
  }

  /** A kind of this name in another group; null: none. */
  static @Nullable ObjectKind ofOtherGroup(String group, String kind) {
    return ALL.values().stream()
        .filter(known -> known.kind.equals(kind) && !known.group.equals(group))
        .findFirst()
        .orElse(null);
  }

  static Set<String> groups() {
    return GROUPS;
  }

  /** The apiVersion that objects are read as. */
  String apiVersion() {
    return apiVersion(versions.getFirst());
  }

  String apiVersions() {
    return versions.stream().map(this::apiVersion).collect(Collectors.joining(" or "));
  }

  private String apiVersion(String version) {
    return group.isEmpty() ? version : group + "/" + version;
  }
}
