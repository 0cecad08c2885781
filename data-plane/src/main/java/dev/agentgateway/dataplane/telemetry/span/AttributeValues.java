package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.telemetry.cel.CelValues;

/** Writes what expressions yield: strings, ints, doubles and bools as such, all else as JSON. */
final class AttributeValues {
  private AttributeValues() {}

  static void write(ProtoBuffer out, byte[] keyField, Object value) {
    switch (value) {
      case String text -> out.attribute(keyField, text, 0, text.length());
      case Long number -> out.attribute(keyField, number.longValue());
      case Double number -> out.attribute(keyField, number.doubleValue());
      case Boolean bool -> out.attribute(keyField, bool.booleanValue());
      default -> {
        String json = CelValues.toJson(value);
        out.attribute(keyField, json, 0, json.length());
      }
    }
  }
}
