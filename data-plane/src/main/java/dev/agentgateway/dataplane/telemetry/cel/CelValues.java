package dev.agentgateway.dataplane.telemetry.cel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Translates between values of CEL and JSON. */
public final class CelValues {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(JsonReadFeature.ALLOW_TRAILING_COMMA.mappedFeature()).build();
  private static final int MAX_DEPTH = 32;

  private CelValues() {}

  /** Whether there is no value. */
  public static boolean isNull(@Nullable Object value) {
    return value == null
        || value instanceof NullValue
        || (value instanceof Optional<?> optional && optional.isEmpty());
  }

  /** A duration as CEL's string() has it: {@code 0.25s}. */
  public static String text(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString() + "s";
  }

  /** A value as JSON text; bytes are base64, times and durations as CEL's string() has them. */
  public static String toJson(Object value) {
    try {
      return JSON.writeValueAsString(plain(value, 0));
    } catch (JsonProcessingException failed) {
      throw new IllegalArgumentException("not JSON: " + value.getClass().getSimpleName(), failed);
    }
  }

  /** The value of a JSON text. */
  static Object parseJson(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      return value(node);
    } catch (JsonProcessingException failed) {
      throw new IllegalArgumentException("json: not valid", failed);
    }
  }

  private static Object value(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      node.properties().forEach(entry -> map.put(entry.getKey(), value(entry.getValue())));
      return map;
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>();
      node.forEach(element -> list.add(value(element)));
      return list;
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.longValue();
    }
    if (node.isNumber()) {
      return node.doubleValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    return node.isTextual() ? node.textValue() : NullValue.NULL_VALUE;
  }

  private static @Nullable Object plain(@Nullable Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("nested deeper than " + MAX_DEPTH);
    }
    return switch (value) {
      case String text -> text;
      case Boolean bool -> bool;
      case Long number -> number;
      case Double number -> number;
      case Duration duration -> text(duration);
      case UnsignedLong number -> number.bigIntegerValue();
      case null -> null;
      case NullValue _ -> null;
      case CelByteString bytes -> Base64.getEncoder().encodeToString(bytes.toByteArray());
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>();
        for (Object element : list) {
          copy.add(plain(element, depth + 1));
        }
        yield copy;
      }
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          copy.put(String.valueOf(entry.getKey()), plain(entry.getValue(), depth + 1));
        }
        yield copy;
      }
      default -> value.toString();
    };
  }
}
