package dev.agentgateway.controlplane.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The objects of {@code proxies.yaml}, in the order in which they are applied. */
final class ProxyTemplate {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PODS = "${pods}";
  private static final List<ObjectNode> OBJECTS = read();

  private ProxyTemplate() {}

  /** Kinds of the objects. */
  static List<String> kinds() {
    return OBJECTS.stream().map(object -> object.path("kind").asText()).toList();
  }

  /** The object of a kind with values filled in, the caller's own. */
  static ObjectNode object(String kind, Map<String, String> values) {
    return OBJECTS.stream()
        .filter(object -> object.path("kind").asText().equals(kind))
        .findFirst()
        .map(object -> (ObjectNode) filled(object, values))
        .orElseThrow();
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
      ArrayNode result = JSON.createArrayNode();
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

  private static List<ObjectNode> read() {
    YAMLMapper yaml = new YAMLMapper();
    try (InputStream in =
            Objects.requireNonNull(ProxyTemplate.class.getResourceAsStream("proxies.yaml"));
        var documents = yaml.readerFor(ObjectNode.class).<ObjectNode>readValues(in)) {
      List<ObjectNode> objects = List.copyOf(documents.readAll());
      JsonNode pods = JSON.missingNode();
      for (ObjectNode object : objects) {
        JsonNode template = object.at("/spec/template");
        if (template.isObject()) {
          pods = template;
        } else if (template.asText().equals(PODS)) {
          ((ObjectNode) object.path("spec")).set("template", pods);
        }
      }
      return objects;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
