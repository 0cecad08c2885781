package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.telemetry.cel.CelValues;
import java.time.Duration;
import java.time.Instant;

/**
 * Writes what expressions yield: strings, ints, doubles and bools as such, times as text, all else
 * as JSON.
 */
final class AttributeValues {
  private AttributeValues() {}

  static void write(ProtoBuffer out, byte[] keyField, Object value) {
    switch (value) {
      case String text -> out.attribute(keyField, text, 0, text.length());
      case Long number -> out.attribute(keyField, number.longValue());
      case Double number -> out.attribute(keyField, number.doubleValue());
      case Boolean bool -> out.attribute(keyField, bool.booleanValue());
      case Duration duration -> text(out, keyField, CelValues.text(duration));
      case Instant instant -> text(out, keyField, instant.toString());
      default -> text(out, keyField, CelValues.toJson(value));
    }
  }

  private static void text(ProtoBuffer out, byte[] keyField, String text) {
    out.attribute(keyField, text, 0, text.length());
  }
}
