package dev.agentgateway.dataplane.route;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the query of a request target. */
final class QueryString {
  private QueryString() {}

  /** The percent-decoded value of the first parameter of this name, or null where there is none. */
  static @Nullable String first(String target, String name) {
    int question = target.indexOf('?');
    if (question < 0) {
      return null;
    }
    int length = target.length();
    for (int at = question + 1; at < length; ) {
      int end = indexOf(target, '&', at, length);
      int equals = indexOf(target, '=', at, end);
      if (spells(target, at, equals, name)) {
        return decode(target, Math.min(equals + 1, end), end);
      }
      at = end + 1;
    }
    return null;
  }

  private static int indexOf(String text, char wanted, int start, int end) {
    int found = text.indexOf(wanted, start, end);
    return found < 0 ? end : found;
  }

  private static boolean spells(String target, int start, int end, String name) {
    if (target.indexOf('%', start, end) < 0) {
      return end - start == name.length() && target.startsWith(name, start);
    }
    return decode(target, start, end).equals(name);
  }

  /** Decodes {@code %XX}; what is not well-formed stays as it is, and so does a plus sign. */
  private static String decode(String text, int start, int end) {
    if (text.indexOf('%', start, end) < 0) {
      return text.substring(start, end);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(end - start);
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      int high = c == '%' && i + 2 < end ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (low >= 0) {
        out.write(high << 4 | low);
        i += 2;
      } else {
        out.write(c);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
