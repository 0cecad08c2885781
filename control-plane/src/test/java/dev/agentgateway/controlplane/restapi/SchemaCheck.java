package dev.agentgateway.controlplane.restapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks JSON against what of JSON Schema our description uses. A property that is not described is
 * a mistake where the schema lists properties, so that the description stays complete.
 */
final class SchemaCheck {

  private final JsonNode document;
  private final List<String> mistakes = new ArrayList<>();

  private SchemaCheck(JsonNode document) {
    this.document = document;
  }

  static List<String> mistakes(JsonNode document, JsonNode schema, JsonNode value, String at) {
    SchemaCheck check = new SchemaCheck(document);
    check.check(schema, value, at);
    return check.mistakes;
  }

  static JsonNode resolve(JsonNode document, JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  private void check(JsonNode reference, JsonNode value, String at) {
    JsonNode schema = resolve(document, reference);
    if (schema.isMissingNode()) {
      mistakes.add(at + ": " + reference + " leads nowhere");
      return;
    }
    type(schema.path("type").asText(), value, at);
    if (schema.has("enum") && !contains(schema.get("enum"), value)) {
      mistakes.add(at + ": " + value + " is none of " + schema.get("enum"));
    }
    if (schema.path("format").asText().equals("date-time")) {
      time(value, at);
    }
    schema
        .path("required")
        .forEach(
            name -> {
              if (!value.has(name.asText())) {
                mistakes.add(at + ": " + name + " is missing");
              }
            });
    if (schema.has("items")) {
      for (int i = 0; i < value.size(); i++) {
        check(schema.get("items"), value.get(i), at + "/" + i);
      }
    }
    if (schema.has("properties") && !isOpen(at)) {
      properties(schema, value, at);
    }
    if (schema.has("additionalProperties")) {
      value
          .properties()
          .forEach(
              entry ->
                  check(
                      schema.get("additionalProperties"),
                      entry.getValue(),
                      at + "/" + entry.getKey()));
    }
  }

  /** Objects of others: Kubernetes' metadata and OTLP's messages have more fields than we list. */
  private static boolean isOpen(String at) {
    return at.contains("/metadata") || at.contains("/resourceSpans") || at.contains("/objects/");
  }

  private void properties(JsonNode schema, JsonNode value, String at) {
    value
        .properties()
        .forEach(
            entry -> {
              JsonNode property = schema.get("properties").get(entry.getKey());
              if (property == null) {
                mistakes.add(at + ": " + entry.getKey() + " is not described");
              } else {
                check(property, entry.getValue(), at + "/" + entry.getKey());
              }
            });
  }

  private void type(String type, JsonNode value, String at) {
    boolean fits =
        switch (type) {
          case "" -> true;
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isTextual();
          case "integer" -> value.isIntegralNumber();
          case "number" -> value.isNumber();
          case "boolean" -> value.isBoolean();
          default -> false;
        };
    if (!fits) {
      mistakes.add(at + ": " + value.getNodeType() + " (expected: " + type + ")");
    }
  }

  private void time(JsonNode value, String at) {
    try {
      Instant.parse(value.asText());
    } catch (DateTimeParseException e) {
      mistakes.add(at + ": " + value + " is no time");
    }
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode each : values) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }
}
