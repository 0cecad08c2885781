package dev.agentgateway.controlplane.translation;

import dev.agentgateway.controlplane.state.DesiredState;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClassBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import java.util.Map;
import java.util.TreeMap;

/** A Gateway {@code demo/edge} with routes to Services, to be changed object by object. */
final class Scenario {

  private final Map<String, HasMetadata> objects = new TreeMap<>();

  Scenario() {
    put(
        new GatewayClassBuilder()
            .withNewMetadata()
            .withName("agentgateway")
            .endMetadata()
            .withNewSpec()
            .withControllerName(TranslationOptions.DEFAULT_CONTROLLER_NAME)
            .endSpec()
            .build());
    put(
        new GatewayBuilder()
            .withNewMetadata()
            .withNamespace("demo")
            .withName("edge")
            .endMetadata()
            .withNewSpec()
            .withGatewayClassName("agentgateway")
            .addNewListener()
            .withName("http")
            .withPort(8080)
            .withProtocol("HTTP")
            .endListener()
            .endSpec()
            .build());
  }

  /** Adds or replaces an object. */
  Scenario put(HasMetadata object) {
    objects.put(DesiredState.refOf(object).toString(), object);
    return this;
  }

  Scenario remove(HasMetadata object) {
    objects.remove(DesiredState.refOf(object).toString());
    return this;
  }

  DesiredState state() {
    return DesiredState.of(objects.values());
  }

  /** A route for one prefix to one Service's port 80. */
  static HTTPRoute route(String name, String prefix, String service) {
    return new HTTPRouteBuilder()
        .withNewMetadata()
        .withNamespace("demo")
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .addNewParentRef()
        .withName("edge")
        .endParentRef()
        .addNewRule()
        .addNewMatch()
        .withNewPath()
        .withType("PathPrefix")
        .withValue(prefix)
        .endPath()
        .endMatch()
        .addNewBackendRef()
        .withName(service)
        .withPort(80)
        .endBackendRef()
        .endRule()
        .endSpec()
        .build();
  }

  /** A Service with port 80. */
  static HasMetadata service(String name) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("demo")
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .addNewPort()
        .withPort(80)
        .endPort()
        .endSpec()
        .build();
  }

  /** Its endpoints on port 8080. */
  static EndpointSlice slice(String service, String... addresses) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withNamespace("demo")
        .withName(service + "-1")
        .addToLabels("kubernetes.io/service-name", service)
        .endMetadata()
        .withAddressType("IPv4")
        .addNewPort()
        .withPort(8080)
        .endPort()
        .addNewEndpoint()
        .withAddresses(addresses)
        .endEndpoint()
        .build();
  }
}
