package dev.agentgateway.dataplane.telemetry.sampling;

import java.util.ArrayList;
import java.util.List;

/**
 * The {@code tracestate} of a request, taken apart as far as sampling needs: the {@code ot} member
 * and everything else.
 *
 * @param others members of other vendors, as they came and in their order
 * @param otherFields fields of {@code ot} other than {@code th} and {@code rv}, as they came
 * @param threshold {@code th} as a 56-bit number, {@link #NONE} where there is none or it is not
 *     valid
 * @param randomness {@code rv} as a 56-bit number, or {@link #NONE}
 * @see <a href="https://opentelemetry.io/docs/specs/otel/trace/tracestate-handling/">OpenTelemetry
 *     tracestate handling</a>
 */
record TraceState(List<String> others, List<String> otherFields, long threshold, long randomness) {
  static final long NONE = -1;
  static final TraceState EMPTY = new TraceState(List.of(), List.of(), NONE, NONE);

  private static final int DIGITS = 14;
  private static final int MAX_MEMBERS = 32;

  /** Reads the joined values of all tracestate fields. */
  static TraceState parse(String value) {
    if (value.isEmpty()) {
      return EMPTY;
    }
    List<String> others = new ArrayList<>();
    List<String> otherFields = new ArrayList<>();
    long threshold = NONE;
    long randomness = NONE;
    for (String part : split(value, ',')) {
      String member = part.strip();
      if (!member.startsWith("ot=")) {
        if (!member.isEmpty()) {
          others.add(member);
        }
        continue;
      }
      for (String field : split(member.substring(3), ';')) {
        if (field.startsWith("th:")) {
          threshold = threshold(field.substring(3));
        } else if (field.startsWith("rv:")) {
          randomness = field.length() == 3 + DIGITS ? hex(field.substring(3)) : NONE;
        } else if (!field.isEmpty()) {
          otherFields.add(field);
        }
      }
    }
    return new TraceState(List.copyOf(others), List.copyOf(otherFields), threshold, randomness);
  }

  /** The same with another threshold, or with {@link #NONE}. */
  TraceState withThreshold(long changed) {
    return new TraceState(others, otherFields, changed, randomness);
  }

  /** The header's value; empty where nothing is left to say. {@code ot} is the leftmost member. */
  String format() {
    List<String> fields = new ArrayList<>();
    if (threshold != NONE) {
      fields.add("th:" + encodeThreshold(threshold));
    }
    if (randomness != NONE) {
      fields.add("rv:" + pad(randomness));
    }
    fields.addAll(otherFields);
    List<String> members = new ArrayList<>();
    if (!fields.isEmpty()) {
      members.add("ot=" + String.join(";", fields));
    }
    members.addAll(others);
    if (members.size() > MAX_MEMBERS) {
      members = members.subList(0, MAX_MEMBERS);
    }
    return String.join(",", members);
  }

  private static String encodeThreshold(long threshold) {
    String digits = pad(threshold);
    int end = DIGITS;
    while (end > 1 && digits.charAt(end - 1) == '0') {
      end--;
    }
    return digits.substring(0, end);
  }

  private static String pad(long value) {
    String digits = Long.toHexString(value);
    return "0".repeat(DIGITS - digits.length()) + digits;
  }

  private static long threshold(String digits) {
    if (digits.isEmpty() || digits.length() > DIGITS) {
      return NONE;
    }
    return hex(digits + "0".repeat(DIGITS - digits.length()));
  }

  private static long hex(String digits) {
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
      if (digit < 0) {
        return NONE;
      }
      value = (value << 4) | digit;
    }
    return value;
  }

  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == separator) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    return parts;
  }
}
