package dev.agentgateway.controlplane.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.api.v1alpha1.AgentgatewayParameters;
import dev.agentgateway.controlplane.state.DesiredState;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayInfrastructure;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Works out the objects that the proxies of a Gateway need.
 *
 * <p>{@code proxies.yaml} is the base. Over it come the parameters of the GatewayClass, then those
 * of the Gateway's {@code infrastructure}; of both, fields with a meaning of their own first, then
 * what is laid over whole objects.
 */
final class ProxyObjects {

  static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  static final String MANAGER = "agentgateway";

  private static final String GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";
  private static final String CLASS_NAME = "gateway.networking.k8s.io/gateway-class-name";
  private static final String CONFIG_HASH = "agentgateway.dev/config-hash";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ProxySettings settings;
  private final ProxyTrust trust;

  ProxyObjects(ProxySettings settings, ProxyTrust trust) {
    this.settings = settings;
    this.trust = trust;
  }

  /** The objects of a Gateway, in the order in which they are applied. */
  List<ObjectNode> of(Gateway gateway, DesiredState state) {
    ProxyParameters parameters = parameters(gateway, state);
    String name = ProxyNames.of(gateway.getMetadata().getName());
    Map<String, String> values =
        Map.of(
            "${name}", name,
            "${namespace}", gateway.getMetadata().getNamespace(),
            "${gateway}", gateway.getMetadata().getName(),
            "${image}", parameters.image(settings.image()),
            "${xds}", settings.xds());
    List<ObjectNode> objects = new ArrayList<>();
    for (String kind : ProxyTemplate.kinds()) {
      if (parameters.askFor(kind)) {
        ObjectNode object = ProxyTemplate.object(kind, values);
        fill(object, gateway, parameters);
        trust.addTo(object, name);
        parameters.overlay(object);
        if (kind.equals("Deployment") && parameters.askFor("HorizontalPodAutoscaler")) {
          // Applied again and again, it would undo what the autoscaler does.
          ((ObjectNode) object.path("spec")).remove("replicas");
        }
        metadata(object, gateway);
        objects.add(object);
      }
    }
    return objects;
  }

  private static void fill(ObjectNode object, Gateway gateway, ProxyParameters parameters) {
    switch (object.path("kind").asText()) {
      case "Service" -> servicePorts((ObjectNode) object.path("spec"), gateway);
      case "Deployment", "DaemonSet" -> {
        ObjectNode template = (ObjectNode) object.at("/spec/template");
        ObjectNode pods = (ObjectNode) template.path("spec");
        ObjectNode container = (ObjectNode) pods.at("/containers/0");
        containerPorts(container, gateway);
        parameters.applyTo(pods, container);
        template
            .withObject("/metadata")
            .withObject("/annotations")
            .put(CONFIG_HASH, parameters.config().hash());
      }
      case "ConfigMap" ->
          object.withObject("/data").put(ProxyConfig.FILE, parameters.config().yaml());
      default -> {}
    }
  }

  /** Labels, annotations and the owner, on the pods too. */
  private static void metadata(ObjectNode object, Gateway gateway) {
    Map<String, String> labels = new TreeMap<>();
    Map<String, String> annotations = new TreeMap<>();
    GatewayInfrastructure infrastructure = gateway.getSpec().getInfrastructure();
    if (infrastructure != null) {
      labels.putAll(Objects.requireNonNullElse(infrastructure.getLabels(), Map.of()));
      annotations.putAll(Objects.requireNonNullElse(infrastructure.getAnnotations(), Map.of()));
    }
    labels.put(MANAGED_BY, MANAGER);
    labels.put(GATEWAY_NAME, ProxyNames.of(gateway.getMetadata().getName()));
    labels.put(CLASS_NAME, gateway.getSpec().getGatewayClassName());
    ObjectNode metadata = (ObjectNode) object.path("metadata");
    mark(metadata, labels, annotations);
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "gateway.networking.k8s.io/v1")
        .put("kind", "Gateway")
        .put("name", gateway.getMetadata().getName())
        .put("uid", gateway.getMetadata().getUid())
        .put("controller", true)
        .put("blockOwnerDeletion", false);
    if (object.at("/spec/template/metadata") instanceof ObjectNode pods) {
      mark(pods, labels, annotations);
    }
  }

  private static void mark(
      ObjectNode metadata, Map<String, String> labels, Map<String, String> annotations) {
    ObjectNode written = metadata.withObject("/labels");
    labels.forEach(written::put);
    if (!annotations.isEmpty()) {
      ObjectNode notes = metadata.withObject("/annotations");
      annotations.forEach(notes::put);
    }
  }

  private static void servicePorts(ObjectNode service, Gateway gateway) {
    ArrayNode written = service.putArray("ports");
    for (int port : ports(gateway)) {
      written
          .addObject()
          .put("name", "port-" + port)
          .put("port", port)
          .put("targetPort", port)
          .put("protocol", "TCP");
    }
  }

  private static void containerPorts(ObjectNode container, Gateway gateway) {
    ArrayNode written = container.withArray("ports");
    for (int port : ports(gateway)) {
      written
          .addObject()
          .put("name", "port-" + port)
          .put("containerPort", port)
          .put("protocol", "TCP");
    }
  }

  private static SortedSet<Integer> ports(Gateway gateway) {
    SortedSet<Integer> ports = new TreeSet<>();
    for (Listener listener : gateway.getSpec().getListeners()) {
      if (!"UDP".equals(listener.getProtocol())) {
        ports.add(listener.getPort());
      }
    }
    return ports;
  }

  private static ProxyParameters parameters(Gateway gateway, DesiredState state) {
    List<JsonNode> specs = new ArrayList<>();
    for (HasMetadata input : inputs(gateway, state)) {
      if (input instanceof AgentgatewayParameters parameters && parameters.getSpec() != null) {
        specs.add(JSON.valueToTree(parameters.getSpec().other()));
      }
    }
    return new ProxyParameters(specs);
  }

  /** What the objects of a Gateway depend on: while none of it changes, neither do they. */
  static List<HasMetadata> inputs(Gateway gateway, DesiredState state) {
    List<HasMetadata> inputs = new ArrayList<>();
    inputs.add(gateway);
    state
        .get(GatewayClass.class, "", gateway.getSpec().getGatewayClassName())
        .map(each -> each.getSpec().getParametersRef())
        .flatMap(
            ref ->
                state.get(
                    AgentgatewayParameters.class,
                    Objects.requireNonNullElse(ref.getNamespace(), ""),
                    ref.getName()))
        .ifPresent(inputs::add);
    GatewayInfrastructure infrastructure = gateway.getSpec().getInfrastructure();
    if (infrastructure != null && infrastructure.getParametersRef() != null) {
      state
          .get(
              AgentgatewayParameters.class,
              gateway.getMetadata().getNamespace(),
              infrastructure.getParametersRef().getName())
          .ifPresent(inputs::add);
    }
    return inputs;
  }
}
