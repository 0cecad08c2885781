package dev.agentgateway.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Turns an entry of {@code schemas.yaml} into a structural schema of an API server.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema">Structural
 *     schemas</a>
 */
final class StructuralSchema {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";

  /** Keywords that are the same in both, in the order in which they are written. */
  private static final List<String> SHARED =
      List.of(
          "minimum",
          "maximum",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "enum",
          "default");

  private static final Map<String, Integer> SIZES = Map.of("modelAliases", 64);

  private final JsonNode definitions;

  StructuralSchema(JsonNode definitions) {
    this.definitions = definitions;
  }

  /** The schema of a kind's spec. */
  ObjectNode spec(JsonNode entry) {
    ObjectNode object = entry.deepCopy();
    object.put("type", "object");
    return schema(object);
  }

  private ObjectNode schema(JsonNode entry) {
    JsonNode node = resolved(entry);
    ObjectNode schema = JSON.objectNode();
    if (!node.has("type")) {
      return schema.put(PRESERVE, true);
    }
    String type = node.path("type").asText();
    schema.put("type", type);
    if (type.equals("integer")) {
      schema.put("format", "int32");
    }
    for (String keyword : SHARED) {
      if (node.has(keyword)) {
        schema.set(keyword, node.get(keyword).deepCopy());
      }
    }
    if (node.has("pattern")) {
      schema.put("pattern", "^(?:" + node.path("pattern").asText() + ")$");
    }
    switch (type) {
      case "object" -> object(schema, node);
      case "array" -> array(schema, node);
      default -> {}
    }
    validations(schema, node);
    return schema;
  }

  /** A definition that is used, with what is written beside {@code use} in its place. */
  private JsonNode resolved(JsonNode entry) {
    if (!entry.has("use")) {
      return entry;
    }
    ObjectNode merged = definitions.required(entry.path("use").asText()).deepCopy();
    entry.properties().forEach(field -> merged.set(field.getKey(), field.getValue()));
    merged.remove("use");
    return resolved(merged);
  }

  private void object(ObjectNode schema, JsonNode node) {
    if (node.has("values")) {
      schema.set("additionalProperties", schema(node.path("values")));
      for (JsonNode rule : node.path("rules")) {
        if (SIZES.containsKey(rule.asText())) {
          schema.put("maxProperties", SIZES.get(rule.asText()));
        }
      }
      return;
    }
    if (node.has("required")) {
      schema.set("required", node.get("required").deepCopy());
    }
    ObjectNode properties = JSON.objectNode();
    node.path("properties")
        .properties()
        .forEach(field -> properties.set(field.getKey(), schema(field.getValue())));
    // CEL sees declared fields only.
    for (String group : FieldGroup.KEYWORDS) {
      for (JsonNode field : node.path(group)) {
        if (!properties.has(field.asText())) {
          properties.putObject(field.asText()).put("type", "object").put(PRESERVE, true);
        }
      }
    }
    if (!properties.isEmpty()) {
      schema.set("properties", properties);
    }
    if (node.path("open").asBoolean()) {
      schema.put(PRESERVE, true);
    }
  }

  private void array(ObjectNode schema, JsonNode node) {
    schema.set("items", schema(node.path("items")));
    JsonNode keys = node.path("uniqueBy");
    if (!keys.isEmpty()) {
      schema.put("x-kubernetes-list-type", "map");
      schema.set("x-kubernetes-list-map-keys", keys.deepCopy());
    }
  }

  private static void validations(ObjectNode schema, JsonNode node) {
    List<Validation> validations = new ArrayList<>();
    for (String keyword : FieldGroup.KEYWORDS) {
      List<String> fields = new ArrayList<>();
      node.path(keyword).forEach(field -> fields.add(field.asText()));
      if (!fields.isEmpty()) {
        validations.add(FieldGroup.validation(keyword, fields));
      }
    }
    for (JsonNode rule : node.path("rules")) {
      validations.addAll(CelRules.named(rule.asText()));
    }
    if (validations.isEmpty()) {
      return;
    }
    ArrayNode array = schema.putArray("x-kubernetes-validations");
    for (Validation validation : validations) {
      array.addObject().put("rule", validation.rule()).put("message", validation.message());
    }
  }

  /** A CEL rule over {@code self} with what it says where it is broken. */
  record Validation(String rule, String message) {}
}
