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
