package dev.agentgateway.controlplane.source.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.api.v1alpha1.AgentgatewayPolicy;
import dev.agentgateway.controlplane.source.SourceProblem.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Does to an object what an API server does: fills in defaults and checks the schema's rules. */
final class Schemas {

  private final Map<String, Schema> kinds;

  private Schemas(Map<String, Schema> kinds) {
    this.kinds = kinds;
  }

  /**
   * A rule that an object breaks.
   *
   * @param path dotted, from the object's root
   */
  record Violation(Severity severity, String path, String reason) {}

  static Schemas load() {
    try (InputStream in = AgentgatewayPolicy.class.getResourceAsStream("schemas.yaml")) {
      if (in == null) {
        throw new IllegalStateException("resource schemas.yaml is missing");
      }
      Yaml.Parsed parsed = Yaml.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      if (parsed == null) {
        throw new IllegalStateException("resource schemas.yaml is empty");
      }
      SchemaReader reader = new SchemaReader(parsed.tree().path("definitions"));
      Map<String, Schema> kinds = new HashMap<>();
      parsed
          .tree()
          .path("kinds")
          .properties()
          .forEach(kind -> kinds.put(kind.getKey(), reader.read(kind.getValue())));
      return new Schemas(kinds);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Yaml.YamlException e) {
      throw new IllegalStateException("resource schemas.yaml: line " + (e.line + 1), e);
    }
  }

  /**
   * Fills in the defaults of {@code object} and returns what is wrong with it, in document order.
   */
  List<Violation> applyTo(String kind, ObjectNode object) {
    Check check = new Check();
    SchemaRules.objectRules(kind, object, check::error);
    Schema schema = kinds.get(kind);
    if (schema != null) {
      JsonNode spec = object.path("spec");
      if (spec.isMissingNode() || spec.isNull()) {
        spec = object.putObject("spec");
      }
      check.value(schema, "spec", spec);
    }
    return check.violations;
  }

  private static final class Check {

    final List<Violation> violations = new ArrayList<>();

    void value(Schema schema, String path, JsonNode value) {
      switch (schema.type()) {
        case ANY -> {}
        case OBJECT -> {
          if (value instanceof ObjectNode object) {
            object(schema, path, object);
          } else {
            wrongType(path, value, "an object");
          }
        }
        case ARRAY -> {
          if (value instanceof ArrayNode array) {
            array(schema, path, array);
          } else {
            wrongType(path, value, "a list");
          }
        }
        case STRING -> {
          if (value.isTextual()) {
            string(schema, path, value.textValue());
          } else {
            wrongType(path, value, "a string" + (value.isValueNode() ? ", in quotes" : ""));
          }
        }
        case INTEGER -> {
          if (value.isIntegralNumber()) {
            range(schema, path, value.asText(), value.longValue(), "");
            choice(schema, path, value.asText());
          } else {
            wrongType(path, value, "an integer");
          }
        }
        case BOOLEAN -> {
          if (!value.isBoolean()) {
            wrongType(path, value, "true or false");
          }
        }
      }
    }

    private void object(Schema schema, String path, ObjectNode object) {
      int before = violations.size();
      for (String name : names(object)) {
        if (object.path(name).isNull()) {
          object.remove(name);
        }
      }
      schema
          .properties()
          .forEach(
              (name, property) -> {
                if (!object.has(name) && property.byDefault().isPresent()) {
                  object.set(name, property.byDefault().get().deepCopy());
                }
              });
      for (String name : schema.required()) {
        if (!object.has(name)) {
          error(path + "." + name, "missing (expected: a value)");
        }
      }
      for (String name : names(object)) {
        field(schema, path + "." + name, name, object.path(name));
      }
      groups(schema.groups(), path, object);
      rules(schema, path, object, before);
    }

    private void field(Schema schema, String path, String name, JsonNode value) {
      Schema property = schema.properties().get(name);
      if (property != null) {
        value(property, path, value);
      } else if (schema.values().isPresent()) {
        value(schema.values().get(), path, value);
      } else if (!schema.open()) {
        violations.add(
            new Violation(
                Severity.WARNING,
                path,
                "unknown field, it has no effect (expected: one of "
                    + new TreeSet<>(schema.properties().keySet())
                    + ")"));
      }
    }

    private void array(Schema schema, String path, ArrayNode array) {
      int before = violations.size();
      range(schema, path, array.size() + " items", array.size(), " items");
      if (schema.items().isPresent()) {
        for (int i = 0; i < array.size(); i++) {
          value(schema.items().get(), path + "[" + i + "]", array.get(i));
        }
      }
      unique(schema.groups().uniqueBy(), path, array);
      rules(schema, path, array, before);
    }

    private void string(Schema schema, String path, String value) {
      int length = value.codePointCount(0, value.length());
      if (length < schema.range().least() || length > schema.range().most()) {
        range(schema, path, length + " characters", length, " characters");
      }
      if (schema.pattern().isPresent() && !schema.pattern().get().matcher(value).matches()) {
        error(path, quoted(value) + " (expected: to match " + schema.pattern().get() + ")");
      }
      choice(schema, path, value);
    }

    private void choice(Schema schema, String path, String value) {
      if (!schema.choices().isEmpty() && !schema.choices().contains(value)) {
        error(path, quoted(value) + " (expected: one of " + new TreeSet<>(schema.choices()) + ")");
      }
    }

    private void range(Schema schema, String path, String shown, long value, String unit) {
      Schema.Range range = schema.range();
      if (value < range.least() || value > range.most()) {
        String expected =
            range.most() == Long.MAX_VALUE
                ? "at least " + range.least()
                : range.least() == Long.MIN_VALUE
                    ? "at most " + range.most()
                    : range.least() + " to " + range.most();
        error(path, shown + " (expected: " + expected + unit + ")");
      }
    }

    private void groups(Schema.Groups groups, String path, ObjectNode object) {
      count(path, object, groups.exactlyOne(), 1, 1, "exactly one of ");
      count(path, object, groups.atMostOne(), 0, 1, "at most one of ");
      count(path, object, groups.atLeastOne(), 1, Integer.MAX_VALUE, "at least one of ");
    }

    private void count(
        String path, ObjectNode object, List<String> fields, int least, int most, String expected) {
      if (fields.isEmpty()) {
        return;
      }
      List<String> set = fields.stream().filter(object::has).toList();
      if (set.size() < least || set.size() > most) {
        error(
            path,
            "sets " + (set.isEmpty() ? "none" : set) + " (expected: " + expected + fields + ")");
      }
    }

    private void unique(List<String> fields, String path, ArrayNode array) {
      if (fields.isEmpty()) {
        return;
      }
      Set<List<String>> seen = new HashSet<>();
      for (int i = 0; i < array.size(); i++) {
        JsonNode item = array.get(i);
        List<String> key = fields.stream().map(field -> item.path(field).asText()).toList();
        boolean named = fields.stream().anyMatch(item::has);
        if (named && !seen.add(key)) {
          error(
              path + "[" + i + "]",
              fields + " " + key + " is there before (expected: every item different)");
        }
      }
    }

    /** Rules may rely on types, so that they are left out where something is wrong already. */
    private void rules(Schema schema, String path, JsonNode value, int violationsBefore) {
      boolean sound =
          violations.stream()
              .skip(violationsBefore)
              .allMatch(violation -> violation.severity() != Severity.ERROR);
      if (sound) {
        schema
            .rules()
            .forEach(
                rule ->
                    rule.check(
                        value,
                        (field, reason) ->
                            error(
                                field.isEmpty() || field.startsWith("[")
                                    ? path + field
                                    : path + "." + field,
                                reason)));
      }
    }

    private void wrongType(String path, JsonNode value, String expected) {
      error(path, shortened(value.toString()) + " (expected: " + expected + ")");
    }

    void error(String path, String reason) {
      violations.add(new Violation(Severity.ERROR, path, reason));
    }

    private static List<String> names(ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      return names;
    }

    private static String quoted(String value) {
      return "\"" + shortened(value) + "\"";
    }

    private static String shortened(String value) {
      return value.length() > 80 ? value.substring(0, 80) + "…" : value;
    }
  }
}
