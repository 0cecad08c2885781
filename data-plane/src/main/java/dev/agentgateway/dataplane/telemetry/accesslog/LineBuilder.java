package dev.agentgateway.dataplane.telemetry.accesslog;

import dev.agentgateway.dataplane.telemetry.cel.CelValues;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds one line at a time, {@code key=value} pairs or a JSON object. Confined to one thread.
 *
 * <p>A text value ends at 2 KiB.
 */
final class LineBuilder {
  private static final int MAX_VALUE = 2048;
  private static final String HEX = "0123456789abcdef";

  private final boolean isJson;
  private final StringBuilder out = new StringBuilder(1024);
  private Set<String> hidden = Set.of();

  LineBuilder(boolean isJson) {
    this.isJson = isJson;
  }

  /**
   * Begins a line.
   *
   * @param hidden keys to leave out of {@link #text}, {@link #number} and {@link #decimal}
   */
  void begin(long epochNanos, Set<String> hidden) {
    this.hidden = hidden;
    out.setLength(0);
    String time = Instant.ofEpochSecond(0, epochNanos).truncatedTo(ChronoUnit.MICROS).toString();
    if (isJson) {
      out.append("{\"level\":\"info\",\"time\":\"").append(time).append("\",\"scope\":\"request\"");
    } else {
      out.append(time).append("\tinfo\trequest");
    }
  }

  String end() {
    if (isJson) {
      out.append('}');
    }
    return out.toString();
  }

  /** A default field; left out where it is hidden or its value is empty or null. */
  void text(String key, @Nullable CharSequence value) {
    if (value != null && !value.isEmpty() && shows(key)) {
      key(key);
      quote(value);
    }
  }

  void number(String key, long value) {
    if (shows(key)) {
      key(key);
      out.append(value);
    }
  }

  void decimal(String key, double value) {
    if (shows(key)) {
      key(key);
      out.append(value);
    }
  }

  /**
   * An added field with the value of an expression.
   *
   * @throws RuntimeException where it has no JSON form; nothing is written then
   */
  void value(String key, Object value) {
    int start = out.length();
    key(key);
    try {
      value(value);
    } catch (RuntimeException failed) {
      out.setLength(start);
      throw failed;
    }
  }

  private void value(Object value) {
    switch (value) {
      case String text -> quote(text);
      case Long number -> out.append(number.longValue());
      case Boolean bool -> out.append(bool.booleanValue());
      case Double number when Double.isFinite(number) -> out.append(number.doubleValue());
      case Double number -> quote(number.toString());
      case Duration duration -> quote(CelValues.text(duration));
      case Instant instant -> quote(instant.toString());
      default -> {
        String json = CelValues.toJson(value);
        if (isJson && json.length() <= MAX_VALUE) {
          out.append(json);
        } else {
          quote(json);
        }
      }
    }
  }

  private boolean shows(String key) {
    return hidden.isEmpty() || !hidden.contains(key);
  }

  private void key(String key) {
    if (isJson) {
      out.append(',');
      quoted(key);
      out.append(':');
    } else {
      out.append(' ').append(key).append('=');
    }
  }

  private void quote(CharSequence value) {
    CharSequence shown = value.length() <= MAX_VALUE ? value : value.subSequence(0, MAX_VALUE);
    if (isJson || !isPlain(shown)) {
      quoted(shown);
    } else {
      out.append(shown);
    }
  }

  /** Whether a value can stand without quotes. */
  private static boolean isPlain(CharSequence value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c == '"' || c == '=' || c == '\\' || Character.isISOControl(c) || c > 0x7e) {
        return false;
      }
    }
    return true;
  }

  private void quoted(CharSequence value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029 || isLone(value, i)) {
            out.append("\\u")
                .append(HEX.charAt(c >> 12))
                .append(HEX.charAt(c >> 8 & 15))
                .append(HEX.charAt(c >> 4 & 15))
                .append(HEX.charAt(c & 15));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /** Whether half a surrogate pair stands alone. */
  private static boolean isLone(CharSequence value, int at) {
    char c = value.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == value.length() || !Character.isLowSurrogate(value.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(value.charAt(at - 1)));
  }
}
