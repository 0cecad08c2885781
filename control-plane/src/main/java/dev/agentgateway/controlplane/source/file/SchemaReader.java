package dev.agentgateway.controlplane.source.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns the text of {@code schemas.yaml} into schemas. A mistake there is a bug, and is thrown. */
final class SchemaReader {

  private final JsonNode definitions;
  private final Map<String, Schema> used = new HashMap<>();

  SchemaReader(JsonNode definitions) {
    this.definitions = definitions;
  }

  /** The schema of a kind's spec. */
  Schema read(JsonNode spec) {
    ObjectNode object = spec.deepCopy();
    object.put("type", "object");
    return schema(object);
  }

  private Schema schema(JsonNode node) {
    String use = node.path("use").asText();
    if (use.isEmpty()) {
      return build(node);
    }
    if (node.size() == 1) {
      Schema known = used.get(use);
      if (known == null) {
        known = build(definition(use));
        used.put(use, known);
      }
      return known;
    }
    ObjectNode merged = definition(use).deepCopy();
    node.properties().forEach(field -> merged.set(field.getKey(), field.getValue()));
    merged.remove("use");
    return build(merged);
  }

  private JsonNode definition(String name) {
    JsonNode definition = definitions.path(name);
    if (definition.isMissingNode()) {
      throw new IllegalStateException("schema definition " + name + " is missing");
    }
    return definition;
  }

  private Schema build(JsonNode node) {
    Map<String, Schema> properties = new LinkedHashMap<>();
    node.path("properties")
        .properties()
        .forEach(field -> properties.put(field.getKey(), schema(field.getValue())));
    String type = node.path("type").asText("any").toUpperCase(Locale.ROOT);
    return new Schema(
        Schema.Type.valueOf(type),
        properties,
        node.path("open").asBoolean(),
        strings(node, "required"),
        optional(node, "items").map(this::schema),
        optional(node, "values").map(this::schema),
        Set.copyOf(strings(node, "enum")),
        optional(node, "pattern").map(pattern -> Pattern.compile(pattern.asText())),
        range(node),
        optional(node, "default"),
        new Schema.Groups(
            strings(node, "exactlyOne"),
            strings(node, "atMostOne"),
            strings(node, "atLeastOne"),
            strings(node, "uniqueBy")),
        strings(node, "rules").stream().map(SchemaRules::named).toList());
  }

  private static Schema.Range range(JsonNode node) {
    long least = Long.MIN_VALUE;
    long most = Long.MAX_VALUE;
    for (String keyword : List.of("minimum", "minLength", "minItems")) {
      least = node.path(keyword).asLong(least);
    }
    for (String keyword : List.of("maximum", "maxLength", "maxItems")) {
      most = node.path(keyword).asLong(most);
    }
    return new Schema.Range(least, most);
  }

  private static Optional<JsonNode> optional(JsonNode node, String field) {
    return Optional.ofNullable(node.get(field));
  }

  private static List<String> strings(JsonNode node, String field) {
    List<String> strings = new ArrayList<>();
    node.path(field).forEach(item -> strings.add(item.asText()));
    return List.copyOf(strings);
  }
}
