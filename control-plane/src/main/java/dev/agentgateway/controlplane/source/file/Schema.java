package dev.agentgateway.controlplane.source.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a value must be. The keywords are explained in {@code schemas.yaml}.
 *
 * @param properties fields of an object that are known
 * @param open whether other fields pass
 */
record Schema(
    Type type,
    Map<String, Schema> properties,
    boolean open,
    List<String> required,
    Optional<Schema> items,
    Optional<Schema> values,
    Set<String> choices,
    Optional<Pattern> pattern,
    Range range,
    Optional<JsonNode> byDefault,
    Groups groups,
    List<SchemaRules.Rule> rules) {

  /** JSON types; {@code ANY} is not looked into. */
  enum Type {
    ANY,
    OBJECT,
    ARRAY,
    STRING,
    INTEGER,
    BOOLEAN
  }

  /** Inclusive bounds of a number, of a string's length or of a list's. */
  record Range(long least, long most) {}

  /** Fields that depend on one another; and the fields by which items of a list differ. */
  record Groups(
      List<String> exactlyOne,
      List<String> atMostOne,
      List<String> atLeastOne,
      List<String> uniqueBy) {}
}
