package dev.agentgateway.controlplane.traces;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads OTLP attributes and ids as text. */
public final class Attributes {

  private static final HexFormat HEX = HexFormat.of();

  /** What tokens, dollars and seconds stay far below; sums of it stay exact. */
  private static final double MAX_NUMBER = 1e12;

  private Attributes() {}

  /** The value of an attribute as text, empty where it is absent. */
  public static Optional<String> text(List<KeyValue> attributes, String key) {
    for (KeyValue attribute : attributes) {
      if (attribute.getKey().equals(key)) {
        return Optional.of(text(attribute.getValue()));
      }
    }
    return Optional.empty();
  }

  /** Whether there is an attribute of that name. */
  static boolean has(List<KeyValue> attributes, String key) {
    for (KeyValue attribute : attributes) {
      if (attribute.getKey().equals(key)) {
        return true;
      }
    }
    return false;
  }

  /** The value of a count or amount; empty where it is absent, negative or absurdly large. */
  static Optional<Double> number(List<KeyValue> attributes, String key) {
    for (KeyValue attribute : attributes) {
      if (attribute.getKey().equals(key)) {
        AnyValue value = attribute.getValue();
        double number =
            value.hasIntValue()
                ? value.getIntValue()
                : value.hasDoubleValue() ? value.getDoubleValue() : Double.NaN;
        // Not a number is neither.
        return number >= 0 && number <= MAX_NUMBER ? Optional.of(number) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** A value as people read it: arrays and maps in brackets, bytes as hex. */
  public static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      case BYTES_VALUE -> hex(value.getBytesValue());
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream()
              .map(Attributes::text)
              .collect(Collectors.joining(", ", "[", "]"));
      case KVLIST_VALUE ->
          value.getKvlistValue().getValuesList().stream()
              .map(entry -> entry.getKey() + ": " + text(entry.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case VALUE_NOT_SET -> "";
    };
  }

  /** Lower-case hex of an id. */
  public static String hex(ByteString id) {
    return HEX.formatHex(id.toByteArray());
  }
}
