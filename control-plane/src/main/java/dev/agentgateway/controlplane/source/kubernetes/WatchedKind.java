package dev.agentgateway.controlplane.source.kubernetes;

import dev.agentgateway.api.v1alpha1.AgentgatewayBackend;
import dev.agentgateway.api.v1alpha1.AgentgatewayParameters;
import dev.agentgateway.api.v1alpha1.AgentgatewayPolicy;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.state.gatewayapi.GRPCRoute;
import dev.agentgateway.controlplane.state.gatewayapi.ListenerSet;
import dev.agentgateway.controlplane.state.gatewayapi.TCPRoute;
import dev.agentgateway.controlplane.state.gatewayapi.TLSRoute;
import dev.agentgateway.controlplane.state.gatewayapi.UDPRoute;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
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
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Objects;

/**
 * A kind of object that is watched.
 *
 * @param use what of it is kept
 */
record WatchedKind(Class<? extends HasMetadata> type, Use use) {

  /** What is kept of a kind. */
  enum Use {
    /** Every object; those that objects mention are looked for in it. */
    MENTIONING,
    /** Every object. */
    ALL,
    /** Only objects that others mention, since a cluster is full of others. */
    MENTIONED
  }

  static final List<WatchedKind> ALL_KINDS =
      List.of(
          new WatchedKind(GatewayClass.class, Use.ALL),
          new WatchedKind(Gateway.class, Use.MENTIONING),
          new WatchedKind(HTTPRoute.class, Use.ALL),
          new WatchedKind(GRPCRoute.class, Use.ALL),
          new WatchedKind(TCPRoute.class, Use.ALL),
          new WatchedKind(TLSRoute.class, Use.ALL),
          new WatchedKind(UDPRoute.class, Use.ALL),
          new WatchedKind(ListenerSet.class, Use.ALL),
          new WatchedKind(ReferenceGrant.class, Use.ALL),
          new WatchedKind(BackendTLSPolicy.class, Use.MENTIONING),
          new WatchedKind(AgentgatewayPolicy.class, Use.MENTIONING),
          new WatchedKind(AgentgatewayBackend.class, Use.MENTIONING),
          new WatchedKind(AgentgatewayParameters.class, Use.ALL),
          new WatchedKind(Service.class, Use.ALL),
          new WatchedKind(EndpointSlice.class, Use.ALL),
          new WatchedKind(Namespace.class, Use.ALL),
          new WatchedKind(Secret.class, Use.MENTIONED),
          new WatchedKind(ConfigMap.class, Use.MENTIONED));

  String name() {
    return type.getSimpleName();
  }

  /** Where the API server has it. */
  ResourceDefinitionContext context() {
    return ResourceDefinitionContext.fromResourceType(type);
  }

  ObjectRef ref(GenericKubernetesResource object) {
    return new ObjectRef(
        name(),
        Objects.requireNonNullElse(object.getMetadata().getNamespace(), ""),
        object.getMetadata().getName());
  }

  static WatchedKind of(ObjectRef ref) {
    return ALL_KINDS.stream()
        .filter(kind -> kind.name().equals(ref.kind()))
        .findFirst()
        .orElseThrow();
  }
}
