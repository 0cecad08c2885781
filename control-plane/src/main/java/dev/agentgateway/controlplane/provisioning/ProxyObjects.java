package dev.agentgateway.controlplane.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.agentgateway.api.v1alpha1.AgentgatewayParameters;
import dev.agentgateway.controlplane.state.DesiredState;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayInfrastructure;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Works out the objects that the proxies of a Gateway need.
 *
 * <p>{@code proxies.yaml} is the base. Over it come the parameters of the GatewayClass, then those
 * of the Gateway's {@code infrastructure}. A HorizontalPodAutoscaler and a PodDisruptionBudget are
 * there where parameters ask for them.
 */
final class ProxyObjects {

  static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  static final String MANAGER = "agentgateway";

  private static final String GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";
  private static final String CLASS_NAME = "gateway.networking.k8s.io/gateway-class-name";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Kinds that are there on request, by the field that asks. */
  static final Map<String, String> ON_REQUEST =
      Map.of(
          "HorizontalPodAutoscaler", "horizontalPodAutoscaler",
          "PodDisruptionBudget", "podDisruptionBudget");

  private static final List<ObjectNode> BASE = base();

  private final ProxySettings settings;

  ProxyObjects(ProxySettings settings) {
    this.settings = settings;
  }

  /** The objects of a Gateway, in the order in which they are applied. */
  List<ObjectNode> of(Gateway gateway, DesiredState state) {
    List<JsonNode> parameters = parameters(gateway, state);
    List<ObjectNode> objects = new ArrayList<>();
    for (ObjectNode base : BASE) {
      String kind = base.path("kind").asText();
      String request = ON_REQUEST.get(kind);
      if (request == null || parameters.stream().anyMatch(each -> each.has(request))) {
        ObjectNode object = (ObjectNode) filled(base, values(gateway, parameters));
        ports(object, gateway);
        parameters.forEach(each -> ProxyParameters.apply(object, each));
        metadata(object, gateway);
        objects.add(object);
      }
    }
    return objects;
  }

  private Map<String, String> values(Gateway gateway, List<JsonNode> parameters) {
    String image = settings.image();
    for (JsonNode each : parameters) {
      image = ProxyParameters.image(image, each.path("image"));
    }
    return Map.of(
        "${name}", ProxyNames.of(gateway.getMetadata().getName()),
        "${namespace}", gateway.getMetadata().getNamespace(),
        "${gateway}", gateway.getMetadata().getName(),
        "${image}", image,
        "${xds}", settings.xds());
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

  private static void ports(ObjectNode object, Gateway gateway) {
    TreeSet<Integer> ports = new TreeSet<>();
    for (Listener listener : gateway.getSpec().getListeners()) {
      if (!"UDP".equals(listener.getProtocol())) {
        ports.add(listener.getPort());
      }
    }
    switch (object.path("kind").asText()) {
      case "Service" -> {
        var written = ((ObjectNode) object.path("spec")).putArray("ports");
        for (int port : ports) {
          written
              .addObject()
              .put("name", "port-" + port)
              .put("port", port)
              .put("targetPort", port)
              .put("protocol", "TCP");
        }
      }
      case "Deployment" -> {
        ArrayNode written = object.at("/spec/template/spec/containers/0").withArray("ports");
        for (int port : ports) {
          written
              .addObject()
              .put("name", "port-" + port)
              .put("containerPort", port)
              .put("protocol", "TCP");
        }
      }
      default -> {}
    }
  }

  private static List<JsonNode> parameters(Gateway gateway, DesiredState state) {
    List<JsonNode> found = new ArrayList<>();
    state
        .get(GatewayClass.class, "", gateway.getSpec().getGatewayClassName())
        .map(each -> each.getSpec().getParametersRef())
        .ifPresent(
            ref ->
                add(
                    found,
                    state,
                    Objects.requireNonNullElse(ref.getNamespace(), ""),
                    ref.getName()));
    GatewayInfrastructure infrastructure = gateway.getSpec().getInfrastructure();
    if (infrastructure != null && infrastructure.getParametersRef() != null) {
      add(
          found,
          state,
          gateway.getMetadata().getNamespace(),
          infrastructure.getParametersRef().getName());
    }
    return found;
  }

  private static void add(List<JsonNode> found, DesiredState state, String namespace, String name) {
    state
        .get(AgentgatewayParameters.class, namespace, name)
        .map(AgentgatewayParameters::getSpec)
        .ifPresent(spec -> found.add(JSON.valueToTree(spec.other())));
  }

  private static JsonNode filled(JsonNode node, Map<String, String> values) {
    if (node instanceof ObjectNode object) {
      ObjectNode result = JSON.createObjectNode();
      object
          .properties()
          .forEach(field -> result.set(field.getKey(), filled(field.getValue(), values)));
      return result;
    }
    if (node.isArray()) {
      var result = JSON.createArrayNode();
      node.forEach(item -> result.add(filled(item, values)));
      return result;
    }
    if (node.isTextual()) {
      String text = node.textValue();
      for (Map.Entry<String, String> value : values.entrySet()) {
        text = text.replace(value.getKey(), value.getValue());
      }
      return TextNode.valueOf(text);
    }
    return node;
  }

  private static List<ObjectNode> base() {
    YAMLMapper yaml = new YAMLMapper();
    try (InputStream in =
            Objects.requireNonNull(ProxyObjects.class.getResourceAsStream("proxies.yaml"));
        var documents = yaml.readerFor(ObjectNode.class).<ObjectNode>readValues(in)) {
      return List.copyOf(documents.readAll());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
